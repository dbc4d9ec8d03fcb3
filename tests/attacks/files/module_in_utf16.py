"""A module as an editor under Windows may save it.

refused: w2v_lib/sentiment.py is not UTF-8 text, and Python cannot read it
"""

def build(folder):
    path = folder / "w2v_lib" / "sentiment.py"
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))
