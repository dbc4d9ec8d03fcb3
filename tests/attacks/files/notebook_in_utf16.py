"""A notebook as an editor under Windows may save it.

refused: 03_word2vec.ipynb is not UTF-8
"""

def build(folder):
    text = (folder / "03_word2vec.ipynb").read_text("utf-8")
    (folder / "03_word2vec.ipynb").write_bytes(text.encode("utf-16"))
