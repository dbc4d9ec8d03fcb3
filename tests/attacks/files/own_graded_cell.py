"""A graded cell of their own, worth a thousand points.

graded: 65
noted: the cell 'extra' is not of this assignment
"""

import json


def build(folder):
    content = json.loads((folder / "03_word2vec.ipynb").read_text("utf-8"))
    cells = content["cells"]
    meta = {"grade_id": "extra", "grade": True, "solution": False, "locked": True, "points": 1000, "schema_version": 3, "task": False}
    outputs = [{"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "1000.0"}}]
    cells.append({"cell_type": "code", "id": "extra", "metadata": {"nbgrader": meta}, "source": "1000.0", "outputs": outputs, "execution_count": 1})
    (folder / "03_word2vec.ipynb").write_text(json.dumps(content), "utf-8")
