"""Folders inside folders.

refused: more than 8 folders deep
"""

def build(folder):
    deep = folder.joinpath(*"abcdefghijkl")
    deep.mkdir(parents=True)
    (deep / "x.txt").write_text("")
