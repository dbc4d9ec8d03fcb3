"""Numbers in place of students' names: short, the same in every report, and telling nothing of the name.

They come from the classroom's secret, so that nobody who has a list of names can find out whose they are.
"""

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterable

from autograder.course import Classroom

DIGITS, MORE = 6, 3  # of a number, and what those get besides who would have the same
SHORTEST = 3  # letters of a name that is left out of a text
HIDDEN = "[…]"


def numbered(classroom: Classroom, students: Iterable[str]) -> dict[str, str]:
    """Return {student: number}."""
    secret, length = classroom.secret(), DIGITS
    left = {student: _digits(secret, student) for student in students}
    found: dict[str, str] = {}
    while left:
        counts = Counter(digits[:length] for digits in left.values())
        found |= {name: digits[:length] for name, digits in left.items() if counts[digits[:length]] == 1}
        left = {name: digits for name, digits in left.items() if name not in found}
        length += MORE
    return found


def _digits(secret: bytes, student: str) -> str:
    made = hmac.new(secret, b"the number of " + student.encode("utf-8", "surrogateescape"), hashlib.sha256)
    value = int.from_bytes(made.digest(), "big")
    return f"{1 + value % 9}{str(value // 9)[-59:]}"  # a zero in front would be lost in a spreadsheet


def without_names(text: str, *names: str) -> str:
    """Return a text in which no part of these names is left."""
    parts = {part for name in names for part in re.split(r"[\W_]+", name) if len(part) >= SHORTEST}
    for part in sorted(parts.union(filter(None, names)), key=len, reverse=True):
        text = re.sub(re.escape(part), HIDDEN, text, flags=re.IGNORECASE)
    return text
