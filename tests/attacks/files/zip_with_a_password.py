"""A zip that only its owner can open.

refused: 'word2vec.zip' cannot be unpacked: it is locked with a password
"""

import shutil
import zipfile


def build(folder):
    whole = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shutil.rmtree(folder)
    folder.mkdir()

    path = folder / "word2vec.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("03_word2vec.ipynb", "{}")
    packed = bytearray(path.read_bytes())
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        packed[packed.find(mark) + at] |= 1
    path.write_bytes(packed)
