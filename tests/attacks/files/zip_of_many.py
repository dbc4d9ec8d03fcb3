"""A zip with ten thousand files.

refused: more than 200 files
"""

import shutil
import zipfile


def build(folder):
    whole = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shutil.rmtree(folder)
    folder.mkdir()

    with zipfile.ZipFile(folder / "word2vec.zip", "w") as archive:
        for name, data in whole.items():
            archive.writestr(name, data)
        for number in range(10**4):
            archive.writestr(f"f{number}", "")
