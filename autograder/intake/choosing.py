"""Chooses among several files that stand for the same thing, and says which one is read and why."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .finding import Found
from .limits import Refused, shown

COPY = re.compile(r"(-\d+| ?\(\d+\)|[ -]+(copy|copie|kopie)[ -]?(\d+|\(\d+\))?|-Copy\d+)$", re.IGNORECASE)
"""What browsers, Canvas, JupyterLab and others add to a name that is there already."""
COPY_OF = re.compile(r"^(copy of|kopie von|copie de) ", re.IGNORECASE)


@dataclass
class Placed:
    """{name in the assignment: file}, and notes of what was found elsewhere or chosen.

    bases: folders in which notebooks were.
    """

    files: dict[str, Found] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    bases: set[str] = field(default_factory=set)


def plain(name: str) -> str:
    """Return a file's name without what was added since there was one of its name already."""
    stem, dot, ending = name.rpartition(".")
    return COPY_OF.sub("", COPY.sub("", stem or name)) + (dot + ending if dot else "")


def best(name: str, files: list[Found], made: Placed, answers: Callable[[Found], int]) -> Found:
    """Return the one file of several that counts, with more answers or newer; note it. Raises Refused."""
    different = list({file.digest: file for file in sorted(files, key=lambda file: -file.depth)}.values())
    if len(different) == 1:
        return different[0]
    worth = {file.path + file.digest: answers(file) for file in different}
    order = sorted(
        different, key=lambda file: (-worth[file.path + file.digest], -file.time, file.depth, file.path)
    )
    first, second = order[:2]
    more, fewer = (worth[file.path + file.digest] for file in (first, second))
    why = reason((more, first.time, -first.depth), (fewer, second.time, -second.depth))
    if why is None:
        raise twice(name, first.path, second.path)
    times = "twice" if len(order) == 2 else f"{len(order)} times"
    others = ", ".join(shown(file.path) for file in order[1:3])
    made.notes.append(f"{name} is there {times}: {shown(first.path)} is read, not {others}, since {why}")
    return first


def reason(one: tuple[int, float, int], other: tuple[int, float, int]) -> str | None:
    """Return why one of two counts, by (answers, time, height); None where nothing tells them apart."""
    if one[0] != other[0]:
        return f"more is written in it ({one[0]} answers or modules, not {other[0]})"
    if one[1] != other[1]:
        return "it is newer"
    return "it is further up" if one[2] != other[2] else None


def twice(name: str, one: str, other: str) -> Refused:
    """Return the refusal of two files between which nobody can choose."""
    return Refused(f"{name} is there twice, as {shown(one)} and as {shown(other)}")
