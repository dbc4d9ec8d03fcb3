"""A comment with an umlaut, in the encoding of the nineties.

refused: w2v_lib/sentiment.py is not UTF-8 text
"""

def build(folder):
    path = folder / "w2v_lib" / "sentiment.py"
    path.write_bytes("# für mich\n".encode("latin-1") + path.read_bytes())
