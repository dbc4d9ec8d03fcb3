"""One module was forgotten.

graded: 60
noted: w2v_lib/sentiment.py was not handed in
"""

def build(folder):
    (folder / "w2v_lib" / "sentiment.py").unlink()
