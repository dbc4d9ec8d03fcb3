"""A kernel of their own.

graded: 65
"""

import json


def build(folder):
    content = json.loads((folder / "03_word2vec.ipynb").read_text("utf-8"))
    cells = content["cells"]
    content["metadata"]["kernelspec"] = {"name": "evil", "display_name": "evil", "language": "sh"}
    (folder / "03_word2vec.ipynb").write_text(json.dumps(content), "utf-8")
