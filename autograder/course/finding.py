"""Find the course that a piece of work belongs to."""

import functools
import importlib.metadata
import importlib.util
import pathlib
from types import ModuleType

from .course import CHECKOUT, MANIFEST, Course, NoCourse

CONFIGURATION = "nbgrader_config.py"  # the file that makes a folder a classroom
INSTALLED = "autograder.courses"  # the entry points by which an installed course makes itself known


def course_at(folder: pathlib.Path | str = ".", id: str | None = None) -> Course:
    """Return the course that work in `folder` belongs to.

    In a classroom that is one of its solutions/; elsewhere one that is installed, or the checkout's. Of
    several, the one named `id`, or the one whose id is a part of the path, or whose library is in the folder.
    Raises NoCourse.
    """
    folder = pathlib.Path(folder).resolve()
    root = classroom_root(folder)
    found = courses_in(root / "solutions") if root else []
    return chosen(found or elsewhere(), folder, id)


def classroom_root(folder: pathlib.Path) -> pathlib.Path | None:
    """Return the nearest folder, from this one up, that has an nbgrader_config.py."""
    return next((path for path in (folder, *folder.parents) if (path / CONFIGURATION).is_file()), None)


def courses_in(folder: pathlib.Path) -> list[Course]:
    """Return the courses whose folders are in this one."""
    return [Course.read(path.parent) for path in sorted(folder.glob(f"*/{MANIFEST}"))]


@functools.cache
def elsewhere() -> list[Course]:
    """Return the courses that are installed, and those of the checkout that this package is part of."""
    return [*_installed(), *courses_in(CHECKOUT / "solutions")]


def _installed() -> list[Course]:
    found = []
    for entry in importlib.metadata.entry_points(group=INSTALLED):
        spec = importlib.util.find_spec(entry.value)
        if spec is not None and spec.submodule_search_locations:
            found.append(Course.read(pathlib.Path(spec.submodule_search_locations[0])))
    return found


def chosen(courses: list[Course], folder: pathlib.Path, id: str | None = None) -> Course:
    """Return the one of several courses that is meant. Raises NoCourse, which names them."""
    names = ", ".join(course.id for course in courses) or "none"
    if id is not None:
        courses = [course for course in courses if course.id == id]
    if len(courses) > 1:
        named = [course for course in courses if course.id in folder.parts]
        courses = named or [course for course in courses if (folder / course.library).is_dir()]
    if len(courses) != 1:
        which = "several courses are" if len(courses) > 1 else "no course is"
        raise NoCourse(f"{which} meant by {id or folder}; there are {names}")
    return courses[0]


def public(name: str) -> ModuleType:
    """Return a module of the public part of this folder's course, such as "data".

    The given modules of a library use it, since they do not know what their course's package is called.
    """
    return course_at().public(name)
