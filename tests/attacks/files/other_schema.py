"""Metadata of another version, which stop a whole batch of stock nbgrader.

graded: 65
"""

import json


def build(folder):
    content = json.loads((folder / "03_word2vec.ipynb").read_text("utf-8"))
    cells = content["cells"]
    for cell in cells:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 0
    (folder / "03_word2vec.ipynb").write_text(json.dumps(content), "utf-8")
