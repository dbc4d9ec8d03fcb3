"""Find the course that a piece of work belongs to."""

import functools
import importlib.metadata
import importlib.util
import pathlib
from types import ModuleType

from .course import CHECKOUT, MANIFEST, Course
from .errors import NoCourse

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
    return chosen(found, folder, id, root) if found else chosen(elsewhere(), folder, id)


def classroom_root(folder: pathlib.Path) -> pathlib.Path | None:
    """Return the nearest folder, from this one up, that has an nbgrader_config.py."""
    return next((path for path in (folder, *folder.parents) if (path / CONFIGURATION).is_file()), None)


def courses_in(folder: pathlib.Path) -> list[Course]:
    """Return the courses whose folders are in this one."""
    return [Course.read(path.parent) for path in sorted(folder.glob(f"*/{MANIFEST}"))]


@functools.cache
def elsewhere() -> list[Course]:
    """Return the courses of the checkout that this package is part of, and those that are installed."""
    found = [*_installed(), *courses_in(CHECKOUT / "solutions")]
    return list({course.id: course for course in found}.values())


def _installed() -> list[Course]:
    found = []
    for entry in importlib.metadata.entry_points(group=INSTALLED):
        spec = importlib.util.find_spec(entry.value)
        if spec is not None and spec.submodule_search_locations:
            found.append(Course.read(pathlib.Path(spec.submodule_search_locations[0])))
    return found


def chosen(
    courses: list[Course], folder: pathlib.Path, id: str | None = None, root: pathlib.Path | None = None
) -> Course:
    """Return the one of several courses that is meant, by an id or by a folder below the classroom `root`.

    Raises NoCourse, which names them.
    """
    there = ", ".join(course.id for course in courses) or "none"
    if id is not None:
        courses = [course for course in courses if course.id == id]
    if len(courses) > 1:
        parts = folder.relative_to(root).parts if root else folder.parts[-1:]
        named = [course for course in courses if course.id in parts]
        courses = named or [course for course in courses if (folder / course.library).is_dir()]
    if len(courses) == 1:
        return courses[0]
    if id is not None:
        raise NoCourse(f"there is no course {id} here; there are: {there}")
    if there == "none":
        raise NoCourse(_not_installed(folder))
    advice = "go to the folder of one, solutions/ID or assignments/ID, and try again"
    raise NoCourse(
        f"{folder} does not say which course is meant. There are: {there}. If there are several, {advice}"
    )


def _not_installed(folder: pathlib.Path) -> str:
    """Say what to do where no course is known, as on a hub that has the engine alone."""
    wheel = next(iter(sorted(folder.glob("*_course-*.whl"))), None)
    if wheel is None:
        return f"no course is installed here, and {folder} is in none: go to the folder of one, and try again"
    return (
        f"the course of {folder} is not installed here: pip install --no-deps {wheel.name}, in that folder; "
        "in a notebook, restart the kernel then"
    )


def public(name: str) -> ModuleType:
    """Return a module of the public part of this folder's course, such as "data".

    The given modules of a library use it, since they do not know what their course's package is called.
    """
    return course_at().public(name)
