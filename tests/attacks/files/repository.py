"""A whole repository, with the links and pipes of its own.

graded: 65
"""

def build(folder):
    for name in (".git", ".venv"):
        (folder / name).mkdir()
        (folder / name / "link").symlink_to("/etc/passwd")
