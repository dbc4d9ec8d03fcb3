"""Grade one submission: its functions are called from outside, on inputs that nobody has seen.

The grader reads files and starts boxes. All else, from the first byte that is parsed to the last value that
is compared, is done in a process with limits (sandbox/limited.py): functions here that say "limited".
"""

import contextlib
import functools
import json
import logging
import pathlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import nbformat
import numpy as np
import numpy.typing as npt

from autograder import intake
from autograder.answers import body, formulas_of, judge
from autograder.checks.checker import Checker
from autograder.checks.explain import sentence
from autograder.checks.oracle import TABLE, BrokenReference, Reference, Table
from autograder.checks.question_checks import checks_of, interface_of
from autograder.checks.reference import reference_of
from autograder.course import Classroom, Course, Question
from autograder.intake import Refused, Submission, pictures, restoring
from autograder.release.stubs import stub
from autograder.results.result import COULD_NOT_CHECK, Result
from autograder.results.verdict import UNREADABLE, Verdict
from autograder.sandbox.isolated import (
    SECONDS_PER_QUESTION,
    SECONDS_PER_SUBMISSION,
    Boxes,
    Gate,
    MachineError,
    Sandboxed,
)
from autograder.sandbox.limited import Limited, RanOut
from autograder.sandbox.limited_worker import Door

ANSWERS = "/answers"  # whose key the secret points have, at which final lines are judged; no student's id
KEPT_BACK = 10.0  # seconds of a submission's that its functions cannot take from its answers
HIDDEN_DRAWS = (0,)  # one is enough: tests hold every check to it, on many single draws


LOG = logging.getLogger(__name__)


class GradingError(Exception):
    """This submission, or this course, cannot be graded as it is; the text says what to do."""


def limited_for(classroom: Classroom) -> Limited:
    """Return a process in which this classroom's submissions are read and compared."""
    return Limited(warm, str(classroom.course.folder), classroom.key(ANSWERS))


def warm(folder: str, secret: str) -> None:
    """Learn what grading needs, before there is a submission (limited)."""
    from autograder.answers.compare import drawn  # noqa: PLC0415  only graders need it at once

    course = _course(folder)
    with contextlib.suppress(Exception):  # whoever needs these meets the same, and says it
        interface_of(course, _reference(course).arguments)
        for formula in formulas_of(course).values():
            judge(formula, "0", secret)
            drawn(formula)
            drawn(formula, secret=secret)


@functools.cache
def _course(folder: str) -> Course:
    return Course.read(pathlib.Path(folder))


# ---------------------------------------------------------------- a submission's files


@dataclass(frozen=True)
class Taken:
    """Hold a submission as it is graded.

    files: {name: bytes} for people, without notebooks; pictures as what they show, anew.
    names: all that was handed in. modules: {name below the library: text}. digest: tells two hand-ins apart.
    sheets: {notebook: its form built anew, as JSON}. notes: what was put right.
    """

    files: dict[str, bytes]
    names: list[str]
    modules: dict[str, str]
    digest: str
    sheets: dict[str, str]
    notes: list[str]


def take(folder: str, course: Course, release: pathlib.Path, limited: Limited) -> Taken:
    """Take a submission in. Raises Refused."""
    files, modules, digest = read(folder, course, limited)
    sheets, notes = {}, []
    for path in sorted(release.glob("*.ipynb")):
        data = files.get(path.name)
        if data is None:
            sheets[path.stem] = json.dumps(nbformat.read(path, as_version=4))
            continue
        try:
            sheets[path.stem], said = limited.call(
                restored, path.name, as_array(data), str(path), raises=(Refused,)
            )
            notes += said
        except RanOut as problem:
            raise unread(path.name, problem) from problem
    kept = {}
    for name, data in files.items():
        if name.lower().endswith(pictures.NAMES):
            try:
                kept[name] = limited.call(picture_anew, as_array(data), raises=(Refused,)).tobytes()
            except (Refused, RanOut) as problem:
                notes.append(f"the picture {intake.shown(name)} is not shown: {problem}")
        elif not name.endswith(".ipynb"):
            kept[name] = data
    return Taken(kept, list(files), modules, digest, sheets, notes)


def read(folder: str, course: Course, limited: Limited) -> tuple[dict[str, bytes], dict[str, str], str]:
    """Return a submission's files, its modules {name below the library: text}, its digest. Raises Refused."""
    about = course.library, list(course.student_files), list(course.left_behind)
    try:
        packed, modules, digest = limited.call(read_submission, folder, *about, raises=(Refused,))
    except RanOut as problem:
        raise unread("it", problem) from problem
    return {name: data.tobytes() for name, data in packed.items()}, modules, digest


def unread(what: str, problem: RanOut) -> Refused:
    """Return the refusal of what could not be read under the limits."""
    log(problem)
    return Refused(f"to read {what} fails: {problem}. A person has to look at it")


Packed = npt.NDArray[np.uint8]
"""Bytes, as they cross between processes."""


def as_array(data: bytes) -> Packed:
    """Return bytes as they cross."""
    return np.frombuffer(data, np.uint8)


def read_submission(
    folder: str, library: str, student_files: list[str], left_behind: list[str]
) -> tuple[dict[str, Packed], dict[str, str], str]:
    """Return a submission's files, modules and digest (limited). Raises Refused."""
    read = intake.read(folder, library, student_files, left_behind)
    return {name: as_array(data) for name, data in read.files.items()}, read.modules(), read.digest()


def picture_anew(data: Packed) -> Packed:
    """Return a picture made anew (limited). Raises Refused."""
    return as_array(pictures.anew(data.tobytes()))


def restored(name: str, data: Packed, released: str) -> tuple[str, list[str]]:
    """Return a notebook built anew, as JSON, and what was put right (limited). Raises Refused."""
    notebook, notes = restoring.restored(name, data.tobytes(), nbformat.read(released, as_version=4))
    return json.dumps(notebook), notes


# ---------------------------------------------------------------- its functions


def results(
    modules: dict[str, str],
    classroom: Classroom,
    student: str,
    tier: str,
    limited: Limited,
    questions: Collection[str] = (),
    notes: list[str] | None = None,
) -> dict[str, list[Result]]:
    """Return {question: its results} of these questions, or of all that is checked, from one sandbox.

    A question whose values cannot be compared waits for a person, and is added to the `notes`.

    Raises GradingError, MachineError and BrokenReference.
    """
    course = classroom.course
    found, left = {}, SECONDS_PER_SUBMISSION
    with contextlib.closing(boxes_of(course, tier)) as boxes:
        table = str(classroom.release / course.library / TABLE)
        about = str(course.folder), package(modules, course), classroom.key(student), table
        for question in course.catalogue.checked:
            if questions and question.id not in questions:
                continue
            theirs = min(left, limited.left - KEPT_BACK)
            try:
                data, left = limited.call(
                    checked,
                    *about,
                    question.id,
                    theirs,
                    raises=(MachineError, BrokenReference),
                    door=boxes.question,
                    waiting=SECONDS_PER_SUBMISSION,
                )
                found[question.id] = [Result.from_data(one) for one in data]
            except RanOut as problem:
                left = theirs - SECONDS_PER_QUESTION  # what it took of them is not known any more
                log(problem)
                if notes is not None:
                    notes.append(f"{question.id} waits for a person: to compare its values fails: {problem}")
                found[question.id] = given_up(course, question, problem)
            limited.left -= max(0.0, theirs - left)  # one clock for all that a submission takes
    return found


def log(problem: RanOut) -> None:
    """Log a failure of ours."""
    if problem.details:
        LOG.error("%s", problem.details)


def given_up(course: Course, question: Question, problem: RanOut) -> list[Result]:
    """Return the results of a question whose values could not be compared: a person decides."""
    message = f"What your functions return could not be compared: {problem}."
    checks = checks_of(course, question.id).checks
    return [
        Result(question.id, name, COULD_NOT_CHECK, 0, points, sentence(checks[name]), message)
        for name, points in question.checks.items()
    ]


def checked(
    folder: str, files: dict[str, str], key: str, table: str, question: str, left: float
) -> tuple[list[dict[str, Any]], float]:
    """Return the results of a question, and the submission's seconds that are left (limited)."""
    one = _one_submission(folder, tuple(files.items()), key, table)
    assert isinstance(one.caller, Sandboxed)  # _one_submission makes no other
    one.caller.left = left
    return [result.to_data() for result in one.results(question)], one.caller.left


@functools.lru_cache(maxsize=1)
def _one_submission(folder: str, files: tuple[tuple[str, str], ...], key: str, table: str) -> Checker:
    return checker_of(_course(folder), dict(files), key, pathlib.Path(table), Door())


@contextlib.contextmanager
def checker(submission: Submission, classroom: Classroom, student: str, tier: str) -> Iterator[Checker]:
    """Give a Checker for a submission, without the limits around it. Raises GradingError."""
    course = classroom.course
    with contextlib.closing(boxes_of(course, tier)) as boxes:
        files, table = package(submission.modules(), course), classroom.release / course.library / TABLE
        yield checker_of(course, files, classroom.key(student), table, boxes)


def boxes_of(course: Course, tier: str) -> Boxes:
    """Return the boxes for a submission's functions. Raises GradingError."""
    if not course.library_folder.is_dir():
        raise GradingError(
            f"there are no solutions in {course.folder}: grading needs the course's own folder"
        )
    return Boxes(tier, course.library, course.public_text("functions.py"))


def checker_of(course: Course, files: dict[str, str], key: str, table: pathlib.Path, gate: Gate) -> Checker:
    """Return a Checker for the library's files, against the course's reference, on hidden draws."""
    reference = _reference(course)
    reference.caller.begin()  # its files are looked at again
    caller = Sandboxed(files, gate, course.library, reference.arguments.keys())
    return Checker(course, caller, reference, HIDDEN_DRAWS, key, _table(table))


@functools.cache
def _reference(course: Course) -> Reference:
    """Return the course's reference, made once for all submissions."""
    return Reference(reference_of(course), course)


def _table(path: pathlib.Path) -> Table | None:
    """Return the table of the release, read once for all submissions; None where there is none."""
    return _read_table(path, path.stat().st_mtime_ns) if path.is_file() else None


@functools.lru_cache(maxsize=1)
def _read_table(path: pathlib.Path, changed: int) -> Table:
    return Table(path)


def package(theirs: dict[str, str], course: Course) -> dict[str, str]:
    """Return {file: text} of the library to be graded, from a submission's modules.

    Given modules are the course's, the others the student's.
    """
    ours = {
        path.relative_to(course.library_folder).as_posix(): path.read_text("utf-8")
        for path in course.library_folder.rglob("*.py")
    }
    given = {name: text for name, text in ours.items() if name not in course.student_files}
    # a file that was not handed in is one in which nothing is written
    blank = {name: stub(ours[name], name, course) for name in course.student_files if name not in theirs}
    return {f"{course.library}/{name}": text for name, text in (blank | theirs | given).items()}


# ---------------------------------------------------------------- its final lines


def verdicts(
    sheets: Iterable[Any], classroom: Classroom, limited: Limited, notes: list[str]
) -> dict[str, Verdict]:
    """Return {grade_id: the verdict} on the final lines in these notebooks, at secret points too.

    One that cannot be judged waits for a person, and is added to the `notes`.
    """
    course, secret = classroom.course, classroom.key(ANSWERS)
    found = {}
    for cell in (cell for sheet in sheets for cell in sheet.cells):
        id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if formula := course.catalogue.formula_of(id):
            try:
                data = limited.call(judged, str(course.folder), formula, body(cell.source), secret)
                found[id] = Verdict.from_data(data)
            except RanOut as problem:
                log(problem)
                notes.append(f"{formula} waits for a person: to judge it fails: {problem}")
                said = f"To judge this fails: {problem}. A person has to read it."
                found[id] = Verdict(formula, UNREADABLE, said, advice="given-up")
    return found


def judged(folder: str, formula: str, latex: str, secret: str) -> dict[str, str]:
    """Return the verdict on a final line, as data (limited)."""
    return judge(formulas_of(_course(folder))[formula], latex, secret).to_data()
