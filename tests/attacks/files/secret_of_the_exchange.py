"""What nbgrader's exchange puts beside a hand-in.

graded: 65
"""


def build(folder):
    (folder / "submission_secret.txt").write_text("0123456789abcdef")
    (folder / "timestamp.txt").write_text("2026-01-02T10:11:12Z")
