"""Grades one submission: its functions are called from outside, on inputs that nobody has seen."""

import contextlib
import pathlib

from .checking import Checker
from .oracle import TABLE, Reference, Table
from .reference import Library, load
from .sandbox.tiers import choose
from .sandboxed import Sandboxed
from .stubs import stub

STUDENT_FILES = ("foundations.py", "word2vec.py", "learning.py", "sentiment.py")
HIDDEN_DRAWS = (0,)
LARGEST = 2**20  # bytes a file


class GradingError(Exception):
    """This submission, or this course, cannot be graded as it is; the text says what to do."""


@contextlib.contextmanager
def submission(folder, course, student):
    """A Checker for the submission in `folder`, against the course's reference, on hidden draws."""
    if not (course.solutions / "w2v_lib").is_dir():
        raise GradingError(f"there are no solutions in {course.solutions}: grading needs the course's own folder")
    table = course.release / "w2v_lib" / TABLE
    worker = Sandboxed(package(folder, course.solutions), choose())
    try:
        yield Checker(
            worker,
            Reference(Library(load(course.solutions))),
            HIDDEN_DRAWS,
            key=course.key(student),
            table=Table(table) if table.is_file() else None,
        )
    finally:
        worker.close()


def package(folder, solutions):
    """{file: text} of the w2v_lib to be graded: given modules are the course's, the others the student's."""
    ours = {path.name: path.read_text("utf-8") for path in (solutions / "w2v_lib").glob("*.py")}
    given = {name: text for name, text in ours.items() if name not in STUDENT_FILES}
    home = pathlib.Path(folder) / "w2v_lib"
    theirs = {path.relative_to(home).as_posix(): _text(path) for path in sorted(home.rglob("*.py"))}
    # a file that was not handed in is one in which nothing is written
    blank = {name: stub(ours[name], name) for name in STUDENT_FILES if name not in theirs}
    return {f"w2v_lib/{name}": text for name, text in (blank | theirs | given).items()}


def _text(path):
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
        raise GradingError(f"{path} is not a plain file of at most {LARGEST:,} bytes")
    return path.read_bytes().decode("utf-8-sig", errors="replace")
