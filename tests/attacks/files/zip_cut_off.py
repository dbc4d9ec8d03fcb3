"""A zip whose end is missing.

refused: cannot be unpacked: it is cut off or damaged
"""

import shutil
import zipfile


def build(folder):
    whole = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shutil.rmtree(folder)
    folder.mkdir()

    path = folder / "word2vec.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in whole.items():
            archive.writestr(name, data)
    path.write_bytes(path.read_bytes()[:-500])
