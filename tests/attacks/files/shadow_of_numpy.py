"""A numpy of their own, beside the notebooks and in the library.

graded: 65
"""

def build(folder):
    for place in (folder / "numpy", folder / "w2v_lib" / "numpy"):
        place.mkdir()
        (place / "__init__.py").write_text("raise SystemExit")
