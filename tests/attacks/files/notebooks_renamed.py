"""Notebooks with the names that a browser gives a second copy, and one with a name of their own.

graded: 65
noted: '01_foundations .1..ipynb' is read as 01_foundations.ipynb
noted_too: 'mine.ipynb' is read as 02_derivations.ipynb
"""


def build(folder):
    for path in folder.glob("*.ipynb"):
        path.rename(folder / ("mine.ipynb" if path.stem == "02_derivations" else f"{path.stem} (1).ipynb"))
