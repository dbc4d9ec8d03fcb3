"""Notebooks as they are, the library packed.

graded: 65
"""

import shutil
import zipfile


def build(folder):
    with zipfile.ZipFile(folder / "w2v_lib.zip", "w") as archive:
        for path in (folder / "w2v_lib").glob("*.py"):
            archive.write(path, f"w2v_lib/{path.name}")
    shutil.rmtree(folder / "w2v_lib")
