"""Nothing but the library.

graded: 65
noted: 01_foundations.ipynb was not handed in
"""

def build(folder):
    for path in folder.glob("*.ipynb"):
        path.unlink()
