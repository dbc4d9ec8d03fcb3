"""A file of a terabyte that takes no room on the disk.

refused: more than 20 MB
"""

def build(folder):
    with open(folder / "sparse", "wb") as file:
        file.truncate(2**40)
