"""What is refused: too many bytes or files, and names that deceive."""

import fnmatch
import re
import unicodedata

LARGEST, MOST_FILES, DEEPEST = 20 * 2**20, 200, 8  # bytes in all, files, folders inside each other
SKIPPED = ("__pycache__", "__MACOSX", "venv", "checkpoints", ".*")  # patterns of names, as nbgrader's `ignore` reads them


class Refused(Exception):
    """This submission cannot be graded as it was handed in; the text names the file and the reason."""

    def __init__(self, why):
        printable = "".join(letter if letter.isprintable() else "?" for letter in why)  # no forged lines in a terminal
        super().__init__(printable[:300])


def bounded(file, limit):
    data = file.read(limit + 1)
    if len(data) > limit:
        raise Refused(f"it holds more than {LARGEST // 2**20} MB")
    return data


def few(files):
    if len(files) > MOST_FILES:
        raise Refused(f"it holds more than {MOST_FILES} files")


def proper(name):
    """The name, if nobody is deceived by it."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        raise Refused(f"{shown(name)} points out of its folder")
    if len(name) > 255 or any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in name):
        raise Refused(f"the file name {shown(name)} cannot be printed, or is too long")
    if len(parts) > DEEPEST:
        raise Refused(f"{shown(name)} lies more than {DEEPEST} folders deep")
    return name


def shown(name):
    return ascii(name)[:100]


def skipped(name):
    return any(fnmatch.fnmatch(name, pattern) for pattern in SKIPPED)
