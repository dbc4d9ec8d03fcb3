"""A time of submission that is no time.

refused: timestamp.txt holds no date
"""

def build(folder):
    (folder / "timestamp.txt").write_text("yesterday, I promise")
