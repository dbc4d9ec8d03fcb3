"""A cell of a kind that does not exist.

refused: cell 1 is no cell
"""

import json


def build(folder):
    content = json.loads((folder / "03_word2vec.ipynb").read_text())
    cells = content["cells"]
    cells[0]["cell_type"] = "heading"
    (folder / "03_word2vec.ipynb").write_text(json.dumps(content))
