"""A zip that is none.

refused: 'word2vec.zip' cannot be unpacked: it is no archive
"""

import shutil


def build(folder):
    whole = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "word2vec.zip").write_bytes(b"PK" + bytes(100))
