"""A zip in a zip.

graded: 65
"""

import shutil
import zipfile


def build(folder):
    inner = shutil.make_archive(folder.with_name("inner"), "zip", folder)
    shutil.rmtree(folder)
    folder.mkdir()
    with zipfile.ZipFile(folder / "outer.zip", "w") as archive:
        archive.write(inner, "hand-in/inner.zip")
