"""Two libraries that differ, of the same age, and nobody can tell which counts.

refused: w2v_lib is there twice
"""

import os
import shutil


def build(folder):
    for name in ("old", "new"):
        shutil.copytree(folder / "w2v_lib", folder / name / "w2v_lib")
        path = folder / name / "w2v_lib" / "sentiment.py"
        path.write_text(f"{path.read_text()}\n# {name}\n")
        for path in (folder / name / "w2v_lib").rglob("*"):
            os.utime(path, (1e9, 1e9))
    shutil.rmtree(folder / "w2v_lib")
