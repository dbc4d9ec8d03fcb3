"""Two libraries, and nobody can tell which counts.

refused: w2v_lib is there twice
"""

import shutil


def build(folder):
    for name in ("old", "new"):
        shutil.copytree(folder / "w2v_lib", folder / name / "w2v_lib")
    shutil.rmtree(folder / "w2v_lib")
