"""A notebook that an upload has cut off.

refused: 03_word2vec.ipynb is no notebook
"""

def build(folder):
    whole = (folder / "03_word2vec.ipynb").read_bytes()
    (folder / "03_word2vec.ipynb").write_bytes(whole[: len(whole) // 2])
