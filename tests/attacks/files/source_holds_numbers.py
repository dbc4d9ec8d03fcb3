"""A cell whose lines are numbers.

refused: cell 1 is damaged
"""

import json


def build(folder):
    content = json.loads((folder / "03_word2vec.ipynb").read_text())
    cells = content["cells"]
    cells[0]["source"] = [1, 2]
    (folder / "03_word2vec.ipynb").write_text(json.dumps(content))
