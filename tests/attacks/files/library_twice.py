"""The library twice: unpacked into itself, once as it was released and once written.

graded: 65
noted: w2v_lib was in 'w2v_lib/w2v_lib'
"""

import shutil


def build(folder):
    shutil.move(folder / "w2v_lib", folder / "inner")
    (folder / "w2v_lib").mkdir()
    shutil.move(folder / "inner", folder / "w2v_lib" / "w2v_lib")
