"""A .7z.

graded: 65
"""

import shutil

import py7zr


def build(folder):
    whole = folder.with_name("whole")
    shutil.move(folder, whole)
    folder.mkdir()
    with py7zr.SevenZipFile(folder / "word2vec.7z", "w") as archive:
        archive.writeall(whole, "word2vec")
    shutil.rmtree(whole)
