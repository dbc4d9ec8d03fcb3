"""Reach the work in a folder: its course, its table of expected values, a checker in this process."""

import pathlib
import sys
from collections.abc import Sequence

from autograder.checks.checker import Checker
from autograder.checks.oracle import SEEDS, TABLE, Table
from autograder.course import Classroom, Course, CourseError, course_at
from autograder.course.links import followed, target_of
from autograder.sandbox.caller import CannotCheck
from autograder.sandbox.in_process import InProcess


def local_checker(folder: pathlib.Path, course: Course, seeds: Sequence[int] = SEEDS) -> Checker:
    """Return a checker of the library in `folder`, in this process, against the recorded table.

    Raises CannotCheck.
    """
    folder = followed(folder / course.library).parent
    if not (folder / course.library / "__init__.py").is_file():
        raise CannotCheck(
            f"there is no {course.library} in {folder}: run this where the notebooks and {course.library} are"
        )
    table = recorded(folder, course)
    caller = InProcess(folder, course.library, course.functions)
    return Checker(course, caller, table, seeds, table=table, sources=lambda: _written(folder, course))


def _written(folder: pathlib.Path, course: Course) -> dict[str, str]:
    """Return {file: text} of the files that students write."""
    paths = {f"{course.library}/{name}": folder / course.library / name for name in course.student_files}
    return {name: path.read_text("utf-8", "replace") for name, path in paths.items() if path.is_file()}


def recorded(folder: pathlib.Path, course: Course) -> Table:
    """Return the table of expected values that belongs to a folder. Raises CannotCheck."""
    beside, installed = folder / course.library / TABLE, course.folder / TABLE
    if sys.platform == "emscripten" and installed.is_file():
        return Table(installed)  # JupyterLite does not let Python read JSON that lies beside notebooks
    if beside.is_file():
        return Table(beside)
    try:  # the reference in solutions/ has none of its own
        released = Classroom.around(folder, course.id).release / course.library / TABLE
    except CourseError:
        return Table(beside)
    return Table(released if released.is_file() else beside)


def work_here() -> tuple[pathlib.Path, Course]:
    """Return (folder of the work, its course): this folder, or the release of the classroom that it is in."""
    here = pathlib.Path.cwd()
    course = course_at(here)
    if (here / course.library).exists() and not (here / "assignments").is_dir():
        return here, course
    try:
        released = Classroom.around(here, course.id).release
    except CourseError:
        return here, course
    return (released if released.is_dir() else here), course


def follow_link() -> str:
    """Let Python import a library whose link is a text file here; return a sentence about it, or ""."""
    here = pathlib.Path.cwd()
    try:
        library = course_at(here).library
    except CourseError:
        return ""
    target = target_of(here / library)
    if target is None:
        return ""
    sys.path.insert(0, str(target.parent))
    return (
        f"{library} is a text file here, since git was not allowed to make a link: the folder {target} "
        "is used. Write in its files, or open the notebooks beside it; `w2v doctor` says how to get the link."
    )
