"""A link to the secret, in a folder that nobody looks into.

graded: 65
"""

def build(folder):
    (folder / "[x]" / ".git").mkdir(parents=True)
    (folder / "[x]" / ".git" / "secret").symlink_to(folder.parents[2] / "nbgrader_config.py")
