"""A notebook nested so deeply that a parser runs out of stack.

refused: nested too deeply
"""

def build(folder):
    (folder / "03_word2vec.ipynb").write_text('{"cells": ' + "[" * 10**5 + "]" * 10**5 + "}")
