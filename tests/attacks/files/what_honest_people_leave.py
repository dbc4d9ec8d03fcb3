"""Packed text, a folder's icon, a document, a photo of a phone, a Persian name: none of it costs a point.

graded: 65
noted: is not read
"""

import gzip


def build(folder):
    (folder / "vectors.txt.gz").write_bytes(gzip.compress(b"word 1.0"))
    for name in ("Icon\r", "notes.docx", "IMG_1234.HEIC", "\u0633\u0627\u0644\u200c\u0647\u0627.png"):
        (folder / name).write_bytes(b"")
