"""A notebook saved as a web page, and nothing else.

refused: '01_foundations.html' .a web page, not the notebook
"""

import shutil


def build(folder):
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "01_foundations.html").write_text("<html>")
