"""Metadata of types that nobody expects.

graded: 65
noted: is not of this assignment
"""

import json


def build(folder):
    content = json.loads((folder / "03_word2vec.ipynb").read_text("utf-8"))
    cells = content["cells"]
    cells[0]["metadata"]["nbgrader"] = "text"
    cells[1]["metadata"]["nbgrader"] = {"grade_id": ["a", "list"]}
    (folder / "03_word2vec.ipynb").write_text(json.dumps(content), "utf-8")
