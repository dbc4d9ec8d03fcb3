"""More cells than anybody reads.

refused: at most 500 cells
"""

import json


def build(folder):
    content = json.loads((folder / "03_word2vec.ipynb").read_text())
    cells = content["cells"]
    cells += [dict(cells[0]) for _ in range(600)]
    (folder / "03_word2vec.ipynb").write_text(json.dumps(content))
