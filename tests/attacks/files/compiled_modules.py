"""Compiled code that does not belong to the source beside it.

graded: 65
"""

def build(folder):
    cache = folder / "w2v_lib" / "__pycache__"
    cache.mkdir(exist_ok=True)
    (cache / "sentiment.cpython-311.pyc").write_bytes(b"evil")
    (folder / "w2v_lib" / "sentiment.so").write_bytes(b"\x7fELF")
