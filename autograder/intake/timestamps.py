"""The time at which a submission was handed in, as a learning platform wrote it."""

import re
from collections.abc import Callable

from .limits import Refused
from .submission import Submission

FILE = "timestamp.txt"
DATE = re.compile(r"[\d:. T+-]{8,40}( ?[A-Z]{3,4})?")


def examine(submission: Submission, parse: Callable[[str], object]) -> None:
    """Refuse a time that `parse` could not read."""
    stamp = submission.files.get(FILE, b"").decode("ascii", "replace").strip()
    if not stamp:
        return
    if not DATE.fullmatch(stamp):
        raise Refused(f"{FILE} holds no date: {stamp[:40]}")
    try:
        parse(stamp)
    except Exception as problem:  # dateutil raises many kinds
        raise Refused(f"{FILE} holds no date: {problem}") from None
