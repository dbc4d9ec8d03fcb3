"""A module whose name fills what a file system takes, so that nothing can be appended to it.

refused: too long
"""

def build(folder):
    (folder / "w2v_lib" / ("\u00e9" * 126 + ".py")).write_text("")
