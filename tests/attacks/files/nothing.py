"""An empty folder.

refused: neither a notebook nor a folder w2v_lib
"""

import shutil


def build(folder):
    shutil.rmtree(folder)
    folder.mkdir()
