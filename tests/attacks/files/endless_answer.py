"""An answer of a hundred pages.

refused: more than 20,000 characters
"""

import json


def build(folder):
    content = json.loads((folder / "02_derivations.ipynb").read_text("utf-8"))
    content["cells"].append({"cell_type": "markdown", "id": "x", "metadata": {}, "source": "c|d\n" * 30000})
    (folder / "02_derivations.ipynb").write_text(json.dumps(content), "utf-8")
