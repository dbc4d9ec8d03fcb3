"""A RAR archive, and nothing else.

refused: neither a notebook nor a folder w2v_lib in it, but 'w.rar' .a RAR archive: ask for a .zip.
"""

import shutil


def build(folder):
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "w.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(99))
