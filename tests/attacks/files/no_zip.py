"""A zip that is none.

refused: the archive cannot be read
"""

import shutil


def build(folder):
    whole = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "word2vec.zip").write_bytes(b"PK" + bytes(100))
