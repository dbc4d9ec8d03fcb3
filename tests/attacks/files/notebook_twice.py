"""One notebook twice; more is answered in the copy.

graded: 65
noted: 02_derivations.ipynb is there twice: '02_derivations .1..ipynb' is read, not '02_derivations.ipynb', since more
"""

import json


def build(folder):
    path = folder / "02_derivations.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    (folder / "02_derivations (1).ipynb").write_text(path.read_text("utf-8"), "utf-8")
    notebook["cells"] = [c for c in notebook["cells"] if not c["metadata"].get("nbgrader", {}).get("solution")]
    path.write_text(json.dumps(notebook), "utf-8")
