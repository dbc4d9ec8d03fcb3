"""Refuses too many bytes or files, and names that deceive."""

import fnmatch
import re
import unicodedata
from collections.abc import Collection
from typing import Protocol

LARGEST, MOST_FILES, DEEPEST = 20 * 2**20, 200, 8  # bytes in all, files, folders inside each other
SKIPPED = ("__pycache__", "__MACOSX", "venv", ".*")
"""Patterns of names that are passed over, as nbgrader's `ignore` reads them."""
DECEIVING = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode's categories of letters that are not seen, or that move the others."""


class Refused(Exception):
    """This submission cannot be graded as it was handed in; the text names the file and the reason."""

    def __init__(self, why: str) -> None:
        # no forged lines in a terminal
        printable = "".join(letter if letter.isprintable() else "?" for letter in why)
        super().__init__(printable[:300])


class Readable(Protocol):
    """A file, packed or not."""

    def read(self, size: int, /) -> bytes: ...


def bounded(file: Readable, limit: int) -> bytes:
    """Read a whole file of at most `limit` bytes. Raises Refused."""
    data = file.read(limit + 1)
    if len(data) > limit:
        raise Refused(f"it holds more than {LARGEST // 2**20} MB")
    return data


def few(files: Collection[str]) -> None:
    """Raise Refused if there are too many files."""
    if len(files) > MOST_FILES:
        raise Refused(f"it holds more than {MOST_FILES} files")


def proper(name: str) -> str:
    """Return the name if nobody is deceived by it. Raises Refused."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        raise Refused(f"{shown(name)} points out of its folder")
    if len(name) > 255 or any(unicodedata.category(letter) in DECEIVING for letter in name):
        raise Refused(f"the file name {shown(name)} cannot be printed, or is too long")
    if len(parts) > DEEPEST:
        raise Refused(f"{shown(name)} is more than {DEEPEST} folders deep")
    return name


def shown(name: str) -> str:
    """Return a name as a message may show it: printable, and not too long."""
    return ascii(name)[:100]


def skipped(name: str, left_behind: Collection[str]) -> bool:
    """Tell whether a file or folder of this name is passed over: nobody hands it in on purpose."""
    return any(fnmatch.fnmatch(name, pattern) for pattern in (*SKIPPED, *left_behind))
