"""A module with zeros in it: one file is lost.

graded: 60
"""

def build(folder):
    path = folder / "w2v_lib" / "sentiment.py"
    path.write_bytes(path.read_bytes() + b"\0")
