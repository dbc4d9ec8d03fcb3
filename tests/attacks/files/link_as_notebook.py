"""A notebook that is a link to another student's.

refused: 03_word2vec.ipynb is a link
"""

def build(folder):
    (folder / "03_word2vec.ipynb").unlink()
    (folder / "03_word2vec.ipynb").symlink_to("/etc/hostname")
