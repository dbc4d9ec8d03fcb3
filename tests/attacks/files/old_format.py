"""A notebook from long ago.

refused: no notebook of format 4: open it in JupyterLab
"""

def build(folder):
    (folder / "03_word2vec.ipynb").write_text('{"nbformat": 3, "worksheets": []}')
