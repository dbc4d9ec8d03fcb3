"""Two modules whose names differ in capitals alone: one of them on Windows and macOS.

refused: are one name on some machines
"""

def build(folder):
    (folder / "w2v_lib" / "Foundations.py").write_text("")
