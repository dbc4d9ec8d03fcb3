"""Reach the work in a folder: its course, its table of expected values, a checker in this process."""

import pathlib
from collections.abc import Sequence

from autograder.checks.checker import Checker
from autograder.checks.oracle import SEEDS, TABLE, Table
from autograder.course import Classroom, Course, CourseError, course_at
from autograder.sandbox.caller import CannotCheck
from autograder.sandbox.in_process import InProcess


def local_checker(folder: pathlib.Path, course: Course, seeds: Sequence[int] = SEEDS) -> Checker:
    """Return a checker of the library in `folder`, in this process, against the recorded table.

    Raises CannotCheck.
    """
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
    beside = folder / course.library / TABLE
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
