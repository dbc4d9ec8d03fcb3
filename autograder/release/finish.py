"""Finish a release's folder: solutions go out, the table of expected values goes in, and nothing may leak."""

import functools
import pathlib

from autograder.checks.oracle import TABLE
from autograder.course import Course

from .errors import ReleaseError
from .stubs import BEGIN, stub
from .table import settled, stored, table, written
from .work import beside_notebooks, digest

TEXTS = (".py", ".mplstyle")  # files of the library that get a head line
PRIVATE = ("misconceptions", "public")  # folders of a course that are not part of the assignment


def finish(course: Course, folder: pathlib.Path, before: pathlib.Path) -> None:
    """Finish the release in `folder`; numbers that agree with the release `before` stay as they are there.

    Raises ReleaseError.
    """
    library = folder / course.library
    for path in sorted(library.rglob("*")):
        if path.suffix in TEXTS:
            name = path.relative_to(library).as_posix()
            source = (course.library_folder / name).read_text("utf-8")
            path.write_text(stub(source, name, course), "utf-8", newline="\n")
    files = {name: digest(path) for name, path in beside_notebooks(folder, course)}
    made = _table(Sources(course)) | {"files": files}
    text = written(settled(made, stored(before / course.library / TABLE)))
    (library / TABLE).write_text(text, "utf-8", newline="\n")
    refuse_leaks(folder)


def refuse_leaks(folder: pathlib.Path) -> None:
    """Raise ReleaseError if something in the folder is for instructors only."""
    for path in folder.rglob("*"):
        if path.suffix in (".md", ".toml") or set(PRIVATE) & set(path.relative_to(folder).parts):
            raise ReleaseError(f"{path.name} must not be released: run nbgrader where nbgrader_config.py is")
    refuse_solutions(folder)


def refuse_solutions(folder: pathlib.Path) -> None:
    """Raise ReleaseError if a file in the folder still marks a solution."""
    for path in folder.rglob("*"):
        if path.is_file() and BEGIN.encode() in path.read_bytes():
            raise ReleaseError(f"{path.relative_to(folder)} still holds a solution")


class Sources:
    """A course as the table depends on it: equal to any copy of it, so a process makes the table once."""

    def __init__(self, course: Course) -> None:
        self.course = course
        paths = sorted(path for path in course.folder.rglob("*") if path.suffix in (".py", ".toml"))
        self.texts = tuple((path.relative_to(course.folder), path.read_bytes()) for path in paths)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sources) and self.texts == other.texts

    def __hash__(self) -> int:
        return hash(self.texts)


@functools.lru_cache(maxsize=4)
def _table(sources: Sources) -> dict[str, object]:
    return table(sources.course)
