"""The time at which a submission was handed in, as a learning platform wrote it."""

import re
from collections.abc import Callable, Mapping

from .limits import Refused

FILE, LONGEST = "timestamp.txt", 1000  # bytes
DATE = re.compile(r"[\d:. T+-]{8,40}( ?([A-Z]{1,5}|[A-Za-z_]+(/[A-Za-z_]+)+))?")


def examine(files: Mapping[str, bytes], parse: Callable[[str], object]) -> None:
    """Refuse a time among a submission's files that `parse` could not read."""
    stamp = files.get(FILE, b"").decode("ascii", "replace").strip()
    if not stamp:
        return
    if not DATE.fullmatch(stamp):
        raise Refused(f"{FILE} holds no date: {stamp[:40]}")
    try:
        parse(stamp)
    except Exception as problem:  # dateutil raises many kinds
        raise Refused(f"{FILE} holds no date: {problem}") from None
