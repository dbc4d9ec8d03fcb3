"""A notebook that was forgotten: its code was not.

graded: 65
noted: 04_sgd.ipynb was not handed in
"""

def build(folder):
    (folder / "04_sgd.ipynb").unlink()
