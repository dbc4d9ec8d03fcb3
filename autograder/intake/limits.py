"""Refuses too many bytes or files, and names that deceive."""

import fnmatch
import pathlib
import re
import unicodedata
from collections.abc import Collection, Sized
from typing import Protocol

LARGEST, MOST_FILES, DEEPEST = 20 * 2**20, 200, 8  # bytes in all, files, folders inside each other
LARGEST_PICTURES = 100 * 2**20  # bytes of pictures in all, which are not among the others
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf")
LONGEST_NAME = 255 - len(".ipynb")  # bytes of a file's name; file systems take 255, and we append to some
SKIPPED = ("__pycache__", "__MACOSX", "venv", "Icon\r", ".*")
"""Patterns of names that are passed over, as nbgrader's `ignore` reads them."""
STUDENT_ID = re.compile(r"[^\W_][\w .+@-]{0,79}")
JOINERS = "\u200c\u200d"  # they belong to words of Persian and of other languages
DECEIVING = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode's categories of letters that are not seen, or that move the others."""


class Refused(Exception):
    """This submission cannot be graded as it was handed in; the text names the file and the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(printable(why)[:300])


def printable(text: str) -> str:
    """Return text for a terminal or a log: no line of it, and no colour, can be forged."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


class Readable(Protocol):
    """A file, packed or not."""

    def read(self, size: int, /) -> bytes: ...


def bounded(file: Readable, limit: int, allowed: int = LARGEST) -> bytes:
    """Read a whole file of at most `limit` bytes, what is left of those `allowed`. Raises Refused."""
    data = file.read(limit + 1)
    if len(data) > limit:
        raise too_much(allowed)
    return data


def too_much(allowed: int) -> Refused:
    """Return the refusal of what is larger than is allowed in all."""
    what = "its pictures hold" if allowed == LARGEST_PICTURES else "it holds"
    return Refused(f"{what} more than {allowed // 2**20} MB")


def is_picture(name: str) -> bool:
    """Tell whether a file is shown to people, a photo of a derivation say, and neither run nor parsed."""
    return name.lower().endswith(PICTURES)


def few(files: Sized) -> None:
    """Raise Refused if there are too many files."""
    if len(files) > MOST_FILES:
        raise too_many()


def too_many() -> Refused:
    """Return the refusal of what has too many files."""
    return Refused(f"it holds more than {MOST_FILES} files")


def deceives(letter: str) -> bool:
    """Tell whether a letter is not seen, or moves the others."""
    return unicodedata.category(letter) in DECEIVING and letter not in JOINERS


def proper(name: str) -> str:
    """Return the name if nobody is deceived by it. Raises Refused."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        raise Refused(f"{shown(name)} points out of its folder")
    longest = max(len(part.encode("utf-8", "replace")) for part in parts)
    if longest > LONGEST_NAME or any(map(deceives, name)):
        raise Refused(f"the file name {shown(name)} cannot be printed, or is too long")
    if len(parts) > DEEPEST:
        raise Refused(f"{shown(name)} is more than {DEEPEST} folders deep")
    return name


def proper_id(student: str) -> str:
    """Return a student's id if it may stand on every page and in every terminal. Raises Refused."""
    if not STUDENT_ID.fullmatch(student) or student != student.strip():
        raise Refused(
            "the name of this folder in submitted/ is no student's id: rename it, with letters, digits, "
            "spaces and . _ - + @ alone, and no space at its ends"
        )
    return student


def distinct(names: Collection[str]) -> None:
    """Raise Refused if two names are one on some machines, or one is a file and a folder."""
    folders = {str(folder) for name in names for folder in pathlib.PurePosixPath(name).parents}
    if clash := folders & set(names):
        raise Refused(f"{shown(min(clash))} is a file and a folder")
    seen: dict[str, str] = {}
    for name in sorted(names):
        other = seen.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
        if other != name:
            raise Refused(
                f"{shown(other)} and {shown(name)} are one name on some machines: rename one of them"
            )


def shown(name: str) -> str:
    """Return a name as a message may show it: printable, and not too long."""
    return ascii(name)[:100]


def skipped(name: str, left_behind: Collection[str]) -> bool:
    """Tell whether a file or folder of this name is passed over: nobody hands it in on purpose."""
    return any(fnmatch.fnmatch(name, pattern) for pattern in (*SKIPPED, *left_behind))
