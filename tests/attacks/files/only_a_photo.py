"""A photo of the homework.

refused: neither a notebook nor a folder w2v_lib
"""

import shutil


def build(folder):
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "IMG_001.jpg").write_bytes(b"photo")
