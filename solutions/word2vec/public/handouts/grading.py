"""Grade a folder, a file or an archive for the original handouts, as it stands, in the sandbox."""

import contextlib
import dataclasses
import functools
import pathlib
from dataclasses import dataclass
from typing import Any

from autograder.checks.oracle import Table
from autograder.course import Course, load
from autograder.intake import Refused
from autograder.sandbox.isolated import SECONDS_PER_SUBMISSION, Boxes, MachineError
from autograder.sandbox.limited import Limited, RanOut
from autograder.sandbox.limited_worker import Door

from . import drawer
from .caller import HandoutCaller
from .contract import YEARS, year_of
from .judge import Judge
from .verdict import ERROR, MISSING, RIGHT, Verdict

HERE = pathlib.Path(__file__).parent
IN_THE_BOX = ("contract.py", "loading.py", "ours.py", "pretend.py")  # beside adapter.py


@dataclass
class Graded:
    """What a drawer is worth: {function: Verdict} in the handout's order, what was read, and notes.

    refused: files under the handouts' names that could not be read.
    """

    year: str
    verdicts: dict[str, Verdict]
    files: dict[str, list[str]]
    notes: list[str]
    refused: list[str]

    @property
    def is_right(self) -> bool:
        """Tell whether all that is there is right; what is in no file at all is no mistake."""
        there = [verdict for verdict in self.verdicts.values() if not verdict.absent]
        return bool(there) and not self.refused and all(verdict.verdict == RIGHT for verdict in there)

    def to_json(self) -> dict[str, object]:
        """Return it as plain data."""
        functions = {name: verdict.to_json() for name, verdict in self.verdicts.items()}
        return {"year": self.year, "functions": functions, "files": self.files, "notes": self.notes}


def graded(path: pathlib.Path, course: Course, table: pathlib.Path, tier: str) -> Graded:
    """Return what a path's files are worth. Raises Refused and MachineError.

    All that reads a stranger's files or compares their values is done in a process with limits.
    """
    about = str(course.folder), str(table)
    boxes = Boxes(tier, course.library, course.public_text("functions.py"))
    boxes.renew()  # it gets ready while the files are read
    with contextlib.closing(boxes), Limited(load, str(course.folder), "handouts.grading") as limited:
        try:
            read = limited.call(drawer.read, str(path.resolve()), raises=(Refused,))
        except RanOut as problem:
            raise Refused(f"to read it fails: {problem}") from problem
        year = year_of(set(read["homes"]))
        found: dict[str, Verdict] = {}
        for name in YEARS[year]:
            before = {other: one.verdict for other, one in found.items() if not one.absent}
            try:
                one = limited.call(
                    verdict, *about, read, name, before,
                    raises=(MachineError,), door=boxes.question, waiting=SECONDS_PER_SUBMISSION,
                )  # fmt: skip
                found[name] = Verdict(**one)
            except RanOut as problem:
                found[name] = Verdict(ERROR, f"What it returns could not be compared: {problem}.")
    files: dict[str, list[str]] = {}
    for function, module in read["homes"].items():
        files.setdefault(read["names"][module], []).append(function)
    return Graded(year, found, files, read["notes"], read["refused"])


def verdict(
    folder: str, table: str, read: dict[str, Any], name: str, before: dict[str, str]
) -> dict[str, Any]:
    """Return the verdict on one function, as data (limited)."""
    return dataclasses.asdict(_judge(folder, table, _Key(read)).verdict(name, before))


class _Key:
    """A drawer as a key: there is one in each process."""

    def __init__(self, read: dict[str, Any]) -> None:
        self.read = read

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.read == other.read

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=1)
def _judge(folder: str, table: str, key: _Key) -> Judge:
    course, expected = Course.read(pathlib.Path(folder)), Table(pathlib.Path(table))
    caller = HandoutCaller(package(key.read), Door(), course.library, expected.arguments.keys())
    return Judge(course, caller, expected, key.read)


def package(read: dict[str, Any]) -> dict[str, str]:
    """Return the files of the sandbox: what stands in for w2v_lib, and the student's files as data in it."""
    given = {"FILES": "files", "FLOORS": "floors", "HOMES": "homes", "SHOWN": "names", "ABSENT": "absent"}
    theirs = "".join(f"{name} = {read[field]!r}\n" for name, field in given.items())
    return {
        "w2v_lib/__init__.py": (HERE / "adapter.py").read_text("utf-8"),
        **{f"w2v_lib/{name}": (HERE / name).read_text("utf-8") for name in IN_THE_BOX},
        "w2v_lib/theirs.py": theirs,
        "w2v_lib/checkpoints.py": "",
    }


__all__ = ["ERROR", "MISSING", "RIGHT", "Graded", "Verdict", "graded"]
