"""A notebook with a number that takes minutes to read.

refused: 03_word2vec.ipynb is no notebook
"""

def build(folder):
    (folder / "03_word2vec.ipynb").write_text('{"nbformat": ' + "9" * 10**6 + "}")
