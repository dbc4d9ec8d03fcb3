"""A zip that says its files are small.

refused: cannot be unpacked: it is cut off or damaged
"""

import shutil
import zipfile


def build(folder):
    whole = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shutil.rmtree(folder)
    folder.mkdir()

    path = folder / "word2vec.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("03_word2vec.ipynb", bytes(10**6))
    packed = path.read_bytes()
    path.write_bytes(packed.replace((10**6).to_bytes(4, "little"), (10**3).to_bytes(4, "little")))
