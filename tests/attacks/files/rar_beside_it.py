"""An archive that nothing here unpacks, beside work that is whole.

graded: 65
noted: 'backup.rar' is not read: a RAR archive
"""


def build(folder):
    (folder / "backup.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(99))
