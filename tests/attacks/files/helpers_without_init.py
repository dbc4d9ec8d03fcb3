"""Helpers in a folder without an __init__.py.

graded: 65
"""

def build(folder):
    (folder / "w2v_lib" / "util").mkdir()
    (folder / "w2v_lib" / "util" / "helpers.py").write_text("factor = 1.0\n")
    path = folder / "w2v_lib" / "sentiment.py"
    path.write_text("from .util.helpers import factor\n" + path.read_text("utf-8"), "utf-8")
