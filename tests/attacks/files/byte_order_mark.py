"""Modules as an editor under Windows may save them.

graded: 65
"""

def build(folder):
    for path in (folder / "w2v_lib").glob("*.py"):
        text = path.read_text("utf-8").replace("\n", "\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
