"""Everything two folders down.

graded: 65
noted: 01_foundations.ipynb was in the folder 'homework/word2vec'
"""

import shutil


def build(folder):
    shutil.copytree(folder, folder / "homework" / "word2vec", ignore=lambda *_: ["homework"])
    for path in folder.iterdir():
        if path.name != "homework":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
