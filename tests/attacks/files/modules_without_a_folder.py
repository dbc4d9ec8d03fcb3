"""The four modules beside the notebooks.

graded: 65
"""

import shutil


def build(folder):
    for path in (folder / "w2v_lib").glob("*.py"):
        path.rename(folder / path.name)
    shutil.rmtree(folder / "w2v_lib")
