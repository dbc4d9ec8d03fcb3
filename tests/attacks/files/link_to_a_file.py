"""A module that is a link to a file of the host.

refused: w2v_lib/extra.py is a link
"""

def build(folder):
    (folder / "w2v_lib" / "extra.py").symlink_to("/etc/passwd")
