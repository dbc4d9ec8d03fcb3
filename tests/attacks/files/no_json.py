"""A notebook that is a web page, as a failed download leaves it.

refused: 03_word2vec.ipynb is no notebook
"""

def build(folder):
    (folder / "03_word2vec.ipynb").write_text("<!DOCTYPE html>")
