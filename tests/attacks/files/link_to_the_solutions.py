"""A library that is a link to the reference.

refused: w2v_lib is a link
"""

import shutil


def build(folder):
    shutil.rmtree(folder / "w2v_lib")
    (folder / "w2v_lib").symlink_to(folder.parents[2] / "solutions" / "word2vec" / "w2v_lib")
