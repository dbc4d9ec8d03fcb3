"""What the records of one student's graded cells say, in short; and the fingerprints of what they wrote."""

import atexit
import functools
import pathlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from autograder.course import Course
from autograder.gradebook import records
from autograder.gradebook.records import Record
from autograder.results.derivations import Line, Part
from autograder.results.result import FAILED
from autograder.results.verdict import WRONG
from autograder.sandbox.isolated import MachineError
from autograder.sandbox.limited import Limited, RanOut

from . import fingerprints
from .fingerprints import NOTHING, Hashes
from .sheets import Cell, cells_of, sheets_in

SECONDS = 20  # for the fingerprints of one student
FORMULA = re.compile(r"\$[^$]*\$")


class Seen(NamedTuple):
    """A known mistake: of "code" or of a "final line", in which question, its id, and what was said of it."""

    kind: str
    question: str
    id: str
    message: str


class Derived(NamedTuple):
    """A derivation: the number of the first row that breaks (0: none), in which way, and that row."""

    question: str
    breaks: int
    way: str
    row: str
    is_mostly_unread: bool


@dataclass
class Findings:
    """What is found of one student. unnamed: questions with a failure that fits no known mistake.

    code, text: hashes of fingerprints. trouble: why something is left out, if it is.
    """

    seen: list[Seen] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    derived: list[Derived] = field(default_factory=list)
    code: Hashes = field(default_factory=lambda: NOTHING)
    text: Hashes = field(default_factory=lambda: NOTHING)
    trouble: str = ""


class Given(NamedTuple):
    """What a student has from the release: names in its modules, and the modules that are not theirs."""

    names: list[str]
    modules: list[str]


def of_student(course: str, folder: str, given: Given) -> Findings:
    """Return what is found in a student's graded folder."""
    found = Findings()
    read = Course.read(pathlib.Path(course))
    cells = cells_of(sheets_in(pathlib.Path(folder)))
    for id, cell in cells.items():
        if record := records.of(cell):
            _add_record(found, read, id, record)
        if part := records.derivation_of(cell):
            found.derived += [_derived(part)] if part.rows else []
    library, texts = pathlib.Path(folder) / read.library, list(answers(read, cells).values())
    try:
        found.code, found.text = prints(library, texts, given)
    except (RanOut, MachineError) as problem:
        found.trouble = f"what it shares with others is not known: {problem}"
    return found


def _add_record(found: Findings, course: Course, id: str, record: Record) -> None:
    for result in record.results:
        if result.status == FAILED and not result.unwritten:
            named = [Seen("code", result.question, id, result.hint or "") for id in result.misconceptions]
            found.seen += [one for one in named if one not in found.seen]
            if not named and result.question not in found.unnamed:
                found.unnamed.append(result.question)
    verdict = record.verdict
    if verdict is not None and verdict.verdict == WRONG and not record.blank:
        question = course.catalogue.formulas[verdict.formula].id
        found.seen.append(Seen("final line", question, verdict.advice or "other", verdict.message))


def _derived(part: Part) -> Derived:
    number = part.breaks
    row = part.rows[number - 1] if number else None
    way, latex = (_way(row), row.typeset) if row else ("", "")
    return Derived(part.question, number, way, latex, part.is_mostly_unread)


def _way(row: Line) -> str:
    """Return in which way a row breaks: what is said of it, without its own formulas."""
    said = row.opened.advice if row.opened and row.opened.advice else row.message
    return FORMULA.sub("…", said).replace("….", "…").strip()


def answers(course: Course, cells: dict[str, Cell]) -> dict[str, str]:
    """Return {grade_id: what was written} of the answers that a person reads."""
    written = [question.written_cell for question in course.catalogue if question.written]
    texts = {id: cells[id]["source"] for id in written if id in cells}
    return {id: text for id, text in texts.items() if not course.catalogue.is_blank(text)}


# ---------------------------------------------------------------- fingerprints


def prints(library: pathlib.Path, texts: list[str], given: Given) -> tuple[Hashes, Hashes]:
    """Return the fingerprints of a student's modules and of their answers. Raises RanOut, MachineError."""
    limited().fresh(SECONDS)
    files = {path.name: fingerprints.as_packed(path.read_bytes()) for path in own_modules(library, given)}
    return limited().call(fingerprints.of_submission, files, texts, given.names, seconds=SECONDS)


def own_modules(library: pathlib.Path, given: Given) -> Iterator[pathlib.Path]:
    """Iterate over the modules that a student may have written."""
    for path in sorted(library.glob("*.py")):
        if path.name not in given.modules and path.is_file():
            yield path


@functools.cache
def limited() -> Limited:
    """Return this process's helper with limits."""
    made = Limited(fingerprints.warm)
    atexit.register(made.close)
    return made
