"""Less than a megabyte that becomes two hundred.

refused: more than 20 MB
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
        archive.writestr("zeros", bytes(2 * 10**8), zipfile.ZIP_DEFLATED, compresslevel=1)
