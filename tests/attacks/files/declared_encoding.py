"""A module in an old encoding that it declares.

graded: 65
"""

def build(folder):
    path = folder / "w2v_lib" / "sentiment.py"
    path.write_bytes("# -*- coding: latin-1 -*-\n# für mich\n".encode("latin-1") + path.read_bytes().decode("utf-8").encode("ascii", "ignore"))
