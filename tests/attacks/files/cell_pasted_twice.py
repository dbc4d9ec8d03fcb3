"""A check's cell, pasted a second time, which stops a whole batch of stock nbgrader.

graded: 65
noted: the cell 'skipgram' occurs a second time
"""

import json


def build(folder):
    content = json.loads((folder / "03_word2vec.ipynb").read_text("utf-8"))
    cells = content["cells"]
    cells.append(next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == "skipgram") | {"id": "copy"})
    (folder / "03_word2vec.ipynb").write_text(json.dumps(content), "utf-8")
