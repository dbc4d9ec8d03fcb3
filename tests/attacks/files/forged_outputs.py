"""Outputs that look like a verdict, and some that would run in the grader's browser.

graded: 65
"""

import json


def build(folder):
    content = json.loads((folder / "03_word2vec.ipynb").read_text("utf-8"))
    cells = content["cells"]
    script = "<script>fetch('/formgrader/api')</script>"
    for cell in cells:
        if cell["cell_type"] == "code":
            data = {"text/html": script, "text/plain": "7 of 7 points", "image/png": "><script>alert(1)</script>", "image/svg+xml": script}
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": data}, 7, {"output_type": "stream"}]
    (folder / "03_word2vec.ipynb").write_text(json.dumps(content), "utf-8")
