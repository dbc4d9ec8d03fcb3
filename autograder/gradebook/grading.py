"""Grade one submission: its functions are called from outside, on inputs that nobody has seen.

Functions that say "limited" run in a process with limits, which bench.py asks: there every byte of a
stranger's is parsed, and every value compared.
"""

import contextlib
import functools
import json
import pathlib
from collections.abc import Iterator
from typing import Any

import nbformat
import numpy as np
import numpy.typing as npt

from autograder import intake
from autograder.answers import formulas_of, judge
from autograder.answers.scheme import items_of
from autograder.checks.checker import Checker
from autograder.checks.oracle import TABLE, Reference, Table
from autograder.checks.question_checks import interface_of
from autograder.checks.reference import reference_of
from autograder.course import Classroom, Course
from autograder.intake import Asked, Refused, Submission, pictures, restoring
from autograder.release.stubs import stub
from autograder.sandbox.isolated import Boxes, Gate, Sandboxed
from autograder.sandbox.limited_worker import Door

from . import schemes

LARGEST_DOCUMENT = 30 * 2**20  # bytes of a PDF, as it crosses
HIDDEN_DRAWS = (0,)  # one is enough: tests hold every check to it, on many single draws
Packed = npt.NDArray[np.uint8]
"""Bytes, as they cross between processes."""


class GradingError(Exception):
    """This submission, or this course, cannot be graded as it is; the text says what to do."""


def warm(folder: str, secret: str, table: str, answers: bool) -> None:
    """Learn what grading needs, and what answers need, before there is a submission (limited)."""
    course = _course(folder)
    with contextlib.suppress(Exception):  # whoever needs these meets the same, and says it
        _table(pathlib.Path(table))
        interface_of(course, _reference(course).arguments)
        if answers:
            _warm_for_answers(course, folder, secret, table)


def _warm_for_answers(course: Course, folder: str, secret: str, table: str) -> None:
    from autograder.answers import derivation  # noqa: F401, PLC0415  only graders need it at once
    from autograder.answers.compare import drawn  # noqa: PLC0415  as above

    for path in sorted(pathlib.Path(table).parents[1].glob("*.ipynb")):
        restored(path.name, as_array(path.read_bytes()), str(path))
    for question in course.catalogue:
        if question.formulas:
            followed(folder, question.id, "$$x = 1$$")
    for formula in formulas_of(course).values():
        judge(formula, "0", secret)
        drawn(formula)
        drawn(formula, secret=secret)


@functools.cache
def _course(folder: str) -> Course:
    return Course.read(pathlib.Path(folder))


# ---------------------------------------------------------------- a submission's files


def as_array(data: bytes) -> Packed:
    """Return bytes as they cross."""
    return np.frombuffer(data, np.uint8)


def read(folder: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Return a submission as plain data, which people may look at pictures of (limited). Raises Refused."""
    found = intake.read(folder, Asked.from_data(asked))
    return {
        "files": {name: as_array(data) for name, data in found.files.items()},
        "modules": found.modules(),
        "pictures": {name: list(where) for name, where in found.pictures.items()},
        "left": found.left,
        "notes": list(found.notes),
    }


def original(folder: str, where: list[str]) -> Packed:
    """Return the bytes of a submission's file as they were handed in (limited). Raises Refused."""
    return as_array(intake.fetched(pathlib.Path(folder), tuple(where)))


def picture(folder: str, where: list[str]) -> Packed:
    """Return a submission's picture made anew, or its PDF as it is (limited). Raises Refused."""
    data = intake.fetched(pathlib.Path(folder), tuple(where))
    if where[-1].lower().endswith(pictures.NAMES):
        return as_array(pictures.anew(data))
    if len(data) > LARGEST_DOCUMENT:
        raise Refused(f"it is larger than {LARGEST_DOCUMENT // 2**20} MB")
    return as_array(data)


def restored(name: str, data: Packed, released: str) -> tuple[str, list[str]]:
    """Return a notebook built anew, as JSON, and what was put right (limited). Raises Refused."""
    notebook, notes = restoring.restored(name, data.tobytes(), _released(released))
    return json.dumps(notebook), notes


@functools.cache
def _released(path: str) -> Any:
    return nbformat.read(path, as_version=4)


# ---------------------------------------------------------------- its final lines


def judged(folder: str, formula: str, latex: str, secret: str) -> dict[str, str]:
    """Return the verdict on a final line, as data (limited)."""
    return judge(formulas_of(_course(folder))[formula], latex, secret).to_data()


# ---------------------------------------------------------------- its derivations


def followed(folder: str, question: str, text: str) -> dict[str, Any]:
    """Return what is found on a derivation, as data (limited)."""
    from autograder.answers.derivation import of_question  # noqa: PLC0415  only graders need it at once

    course = _course(folder)
    formulas, asked = formulas_of(course), course.catalogue[question]
    _, scheme = schemes.schemes(course).get(asked.written_cell, ("", ""))
    some = [formulas[formula] for formula in asked.formulas]
    return of_question(question, some, text, items=items_of(scheme)).to_data()


# ---------------------------------------------------------------- its functions


def checked(
    folder: str, modules: dict[str, str], key: str, table: str, question: str, left: float
) -> tuple[list[dict[str, Any]], float]:
    """Return the results of a question, and the submission's seconds that are left (limited)."""
    one = _one_submission(folder, tuple(modules.items()), key, table)
    assert isinstance(one.caller, Sandboxed)  # _one_submission makes no other
    one.caller.left = left
    return [result.to_data() for result in one.results(question)], one.caller.left


@functools.lru_cache(maxsize=1)
def _one_submission(folder: str, modules: tuple[tuple[str, str], ...], key: str, table: str) -> Checker:
    return checker_of(_course(folder), dict(modules), key, pathlib.Path(table), Door())


@contextlib.contextmanager
def checker(submission: Submission, classroom: Classroom, student: str, tier: str) -> Iterator[Checker]:
    """Give a Checker for a submission, without the limits around it. Raises GradingError."""
    course = classroom.course
    with contextlib.closing(boxes_of(course, tier)) as boxes:
        table = classroom.release / course.library / TABLE
        yield checker_of(course, submission.modules(), classroom.key(student), table, boxes)


def boxes_of(course: Course, tier: str) -> Boxes:
    """Return the boxes for submissions' functions. Raises GradingError."""
    if not course.library_folder.is_dir():
        raise GradingError(
            f"there are no solutions in {course.folder}: grading needs the course's own folder"
        )
    return Boxes(tier, course.library, course.public_text("functions.py"), given(course))


def checker_of(course: Course, modules: dict[str, str], key: str, table: pathlib.Path, gate: Gate) -> Checker:
    """Return a Checker for a submission's modules, against the course's reference, on hidden draws.

    `gate` is of boxes_of this course.
    """
    reference = _reference(course)
    reference.caller.begin()  # its files are looked at again
    ours = given(course)
    files = written(modules, course) | ours
    caller = Sandboxed(files, gate, course.library, reference.arguments.keys(), given=ours)
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


def given(course: Course) -> dict[str, str]:
    """Return {file: text} of the library's modules that no student writes."""
    home = course.library_folder
    ours = {path.relative_to(home).as_posix(): path for path in sorted(home.rglob("*.py"))}
    return {
        f"{course.library}/{name}": path.read_text("utf-8")
        for name, path in ours.items()
        if name not in course.student_files
    }


def written(theirs: dict[str, str], course: Course) -> dict[str, str]:
    """Return {file: text} of what a student wrote of the library; what was not handed in is blank."""
    ours = {name: (course.library_folder / name).read_text("utf-8") for name in course.student_files}
    blank = {name: stub(text, name, course) for name, text in ours.items() if name not in theirs}
    return {f"{course.library}/{name}": text for name, text in (blank | theirs).items()}
