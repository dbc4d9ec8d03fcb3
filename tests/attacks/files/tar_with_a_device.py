"""A tar that holds a device.

refused: is a link or no regular file
"""

import shutil
import tarfile


def build(folder):
    whole = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shutil.rmtree(folder)
    folder.mkdir()

    with tarfile.open(folder / "word2vec.tar", "w") as archive:
        info = tarfile.TarInfo("w2v_lib/zero.py")
        info.type = tarfile.CHRTYPE
        archive.addfile(info)
