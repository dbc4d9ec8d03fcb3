"""A .tar.xz.

graded: 65
"""

import shutil
import tarfile


def build(folder):
    whole = folder.with_name("whole")
    shutil.move(folder, whole)
    folder.mkdir()
    with tarfile.open(folder / "word2vec.tar.xz", "w:xz") as archive:
        archive.add(whole, "word2vec")
    shutil.rmtree(whole)
