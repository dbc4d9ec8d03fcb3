"""A notebook that is a list.

refused: no notebook of format 4
"""

def build(folder):
    (folder / "03_word2vec.ipynb").write_text("[1, 2]")
