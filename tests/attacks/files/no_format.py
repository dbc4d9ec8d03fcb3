"""A notebook that does not say its format.

refused: no notebook of format 4
"""

import json


def build(folder):
    content = json.loads((folder / "03_word2vec.ipynb").read_text())
    del content["nbformat"]
    (folder / "03_word2vec.ipynb").write_text(json.dumps(content))
