"""A pipe, at which a reader would wait for ever.

refused: w2v_lib/sentiment.py is not a regular file
"""

import os


def build(folder):
    (folder / "w2v_lib" / "sentiment.py").unlink()
    os.mkfifo(folder / "w2v_lib" / "sentiment.py")
