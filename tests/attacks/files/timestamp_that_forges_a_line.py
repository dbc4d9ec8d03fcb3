"""A time of submission that looks like another student's score.

refused: timestamp.txt holds no date
"""

def build(folder):
    (folder / "timestamp.txt").write_text("\x1b]0;x\x07\n  ada      65 of 65 points for code")
