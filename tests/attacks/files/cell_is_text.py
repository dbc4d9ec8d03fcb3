"""A cell that is a text.

refused: cell 3 is no cell
"""

import json


def build(folder):
    content = json.loads((folder / "03_word2vec.ipynb").read_text())
    cells = content["cells"]
    cells[2] = "cell"
    (folder / "03_word2vec.ipynb").write_text(json.dumps(content))
