"""Checks turned into text, answers into code.

graded: 65
"""

import json


def build(folder):
    content = json.loads((folder / "03_word2vec.ipynb").read_text("utf-8"))
    cells = content["cells"]
    for cell in cells:
        cell["cell_type"] = "markdown" if cell["cell_type"] == "code" else "code"
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    (folder / "03_word2vec.ipynb").write_text(json.dumps(content), "utf-8")
