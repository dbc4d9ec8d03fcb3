"""Grades one submission: its functions are called from outside, on inputs that nobody has seen."""

import contextlib

from .catalogue import checked_questions
from .checking import Checker
from .oracle import TABLE, Reference, Table
from .reference import Library, load
from .contract import ARGUMENTS
from .sandbox import _course
from .sandbox.isolated import Sandboxed
from .stubs import stub

STUDENT_FILES = ("foundations.py", "word2vec.py", "learning.py", "sentiment.py")
HIDDEN_DRAWS = (0,)  # one is enough: tests/test_checks.py holds every check to it, on many single draws


class GradingError(Exception):
    """This submission, or this course, cannot be graded as it is; the text says what to do."""


def results(submission, course, student, tier):
    """{question: its results} of all that is checked, from one sandbox."""
    with checker(submission, course, student, tier) as found:
        return {q.id: found.results(q.id) for q in checked_questions()}


@contextlib.contextmanager
def checker(submission, course, student, tier):
    """A Checker for a submission (intake.Submission), against the course's reference, on hidden draws."""
    if not (course.solutions / "w2v_lib").is_dir():
        raise GradingError(f"there are no solutions in {course.solutions}: grading needs the course's own folder")
    table = course.release / "w2v_lib" / TABLE
    caller = Sandboxed(
        package(submission, course.solutions),
        tier,
        library=_course.LIBRARY,
        functions_source=_course.source(),
        known_functions=ARGUMENTS.keys(),
    )
    try:
        yield Checker(
            caller,
            Reference(Library(load(course.solutions))),
            HIDDEN_DRAWS,
            key=course.key(student),
            table=Table(table) if table.is_file() else None,
        )
    finally:
        caller.close()


def package(submission, solutions):
    """{file: text} of the w2v_lib to be graded: given modules are the course's, the others the student's."""
    ours = {path.name: path.read_text("utf-8") for path in (solutions / "w2v_lib").glob("*.py")}
    given = {name: text for name, text in ours.items() if name not in STUDENT_FILES}
    theirs = submission.modules()
    # a file that was not handed in is one in which nothing is written
    blank = {name: stub(ours[name], name) for name in STUDENT_FILES if name not in theirs}
    return {f"w2v_lib/{name}": text for name, text in (blank | theirs | given).items()}
