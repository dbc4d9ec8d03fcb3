"""A folder where the time of submission belongs.

refused: timestamp.txt is a folder
"""

def build(folder):
    (folder / "timestamp.txt").mkdir()
    (folder / "timestamp.txt" / "x").write_text("")
