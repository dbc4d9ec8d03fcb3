"""A file name that would forge a line of the log.

refused: cannot be printed
"""

def build(folder):
    (folder / "a.txt\nmallory: 65 of 65 points").write_text("")
