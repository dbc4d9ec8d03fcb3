"""A picture inside a folder that the release has as a file.

refused: stands where the assignment has something else
"""

def build(folder):
    (folder / "03_word2vec.ipynb").unlink()
    (folder / "03_word2vec.ipynb").mkdir()
    (folder / "03_word2vec.ipynb" / "a.png").write_bytes(b"")
