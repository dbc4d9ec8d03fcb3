"""Grade one submission: its functions are called from outside, on inputs that nobody has seen."""

import contextlib
import functools
import pathlib
from collections.abc import Iterator

from autograder.checks.checker import Checker
from autograder.checks.oracle import TABLE, Reference, Table
from autograder.checks.reference import reference_of
from autograder.course import Classroom, Course
from autograder.intake import Submission
from autograder.release.stubs import stub
from autograder.results.result import Result
from autograder.sandbox.isolated import Sandboxed

HIDDEN_DRAWS = (0,)  # one is enough: tests hold every check to it, on many single draws


class GradingError(Exception):
    """This submission, or this course, cannot be graded as it is; the text says what to do."""


def results(submission: Submission, classroom: Classroom, student: str, tier: str) -> dict[str, list[Result]]:
    """Return {question: its results} of all that is checked, from one sandbox."""
    with checker(submission, classroom, student, tier) as found:
        return {question.id: found.results(question.id) for question in classroom.course.catalogue.checked}


@contextlib.contextmanager
def checker(submission: Submission, classroom: Classroom, student: str, tier: str) -> Iterator[Checker]:
    """Give a Checker for a submission, against the course's reference, on hidden draws.

    Raises GradingError.
    """
    course = classroom.course
    if not course.library_folder.is_dir():
        raise GradingError(
            f"there are no solutions in {course.folder}: grading needs the course's own folder"
        )
    reference = _reference(course)
    reference.caller.begin()  # its files are looked at again
    caller = Sandboxed(
        package(submission, course),
        tier,
        library=course.library,
        functions_source=course.public_text("functions.py"),
        known_functions=reference.arguments.keys(),
    )
    try:
        yield Checker(
            course,
            caller,
            reference,
            HIDDEN_DRAWS,
            key=classroom.key(student),
            table=_table(classroom.release / course.library / TABLE),
        )
    finally:
        caller.close()


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


def package(submission: Submission, course: Course) -> dict[str, str]:
    """Return {file: text} of the library to be graded.

    Given modules are the course's, the others the student's.
    """
    ours = {
        path.relative_to(course.library_folder).as_posix(): path.read_text("utf-8")
        for path in course.library_folder.rglob("*.py")
    }
    given = {name: text for name, text in ours.items() if name not in course.student_files}
    theirs = submission.modules()
    # a file that was not handed in is one in which nothing is written
    blank = {name: stub(ours[name], name, course) for name in course.student_files if name not in theirs}
    return {f"{course.library}/{name}": text for name, text in (blank | theirs | given).items()}
