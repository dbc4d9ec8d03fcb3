"""A module in an encoding that takes hours to read.

refused: w2v_lib/x.py is not UTF-8 text
"""

def build(folder):
    (folder / "w2v_lib" / "x.py").write_bytes(b"# coding: punycode\n" + b"#" * 10**6 + b"-" + b"a" * 10**6)
