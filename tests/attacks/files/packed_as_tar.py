"""A .tar.gz.

graded: 65
"""

import io
import shutil
import tarfile


def build(folder):
    whole = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shutil.rmtree(folder)
    folder.mkdir()

    with tarfile.open(folder / "word2vec.tar.gz", "w:gz") as archive:
        for name, data in whole.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
