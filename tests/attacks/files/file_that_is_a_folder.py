"""A picture in a zip, and beside the zip a folder of the picture's name.

refused: is a file and a folder
"""

import zipfile


def build(folder):
    (folder / "a.png").mkdir()
    (folder / "a.png" / "b.png").write_bytes(b"")
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("a.png", b"")
