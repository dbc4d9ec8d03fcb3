"""A RAR archive that is called a zip.

refused: 'w.zip' cannot be unpacked: it is a RAR archive; ask for a .zip
"""


def build(folder):
    (folder / "w.zip").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(99))
