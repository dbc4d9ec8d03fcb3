"""A screenshot, named as a Mac names them, and folders of editors.

graded: 65
"""

def build(folder):
    (folder / "Screenshot 2026-01-01 at 9.41.00\u202fAM.png").write_bytes(b"")
    for number in range(300):
        path = folder / ".mypy_cache" / f"{number}"
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
