"""A cell whose metadata are a list.

refused: cell 2 is damaged
"""

import json


def build(folder):
    content = json.loads((folder / "03_word2vec.ipynb").read_text())
    cells = content["cells"]
    cells[1]["metadata"] = []
    (folder / "03_word2vec.ipynb").write_text(json.dumps(content))
