"""A notebook of their own.

graded: 65
"""

def build(folder):
    (folder / "scratch.ipynb").write_text("no notebook")
