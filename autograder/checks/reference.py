"""The reference package, for those who have the course's solutions (never students)."""

import contextlib
import hashlib
import importlib
import importlib.util
import pathlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from autograder.course import Course
from autograder.sandbox.in_process import InProcess

ALIAS = "reference"  # how a misconception imports functions of the library that are right


def load(course: Course) -> ModuleType:
    """Return the course's own library, under a name that no student's package has."""
    folder = course.library_folder.resolve()
    name = f"{course.library}_reference_{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}"
    if name not in sys.modules:
        path = folder / "__init__.py"
        spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=[str(folder)])
        assert spec is not None and spec.loader is not None  # the path has a loader: it ends in .py
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


class Library(InProcess):
    """A caller for a package, or any object with the functions, that is loaded already."""

    def __init__(self, library: Any, course: Course) -> None:
        self.folder = pathlib.Path(library.__file__).parent.parent
        self.name = course.library
        self.library, self.course_functions = library, course.functions
        self.begin()


def reference_of(course: Course) -> Library:
    """Return a caller of the course's reference."""
    caller = Library(load(course), course)
    caller.is_watched = False  # only its values are asked for
    return caller


@contextlib.contextmanager
def known_as_reference(package: ModuleType, course: Course) -> Iterator[None]:
    """Let `import reference` mean this package, for as long as the context lasts."""
    for name in course.student_files:
        importlib.import_module(f"{package.__name__}.{pathlib.Path(name).stem}")
    names = [name for name in sys.modules if name.split(".")[0] == package.__name__]
    aliases = {name.replace(package.__name__, ALIAS, 1): sys.modules[name] for name in names}
    sys.modules.update(aliases)
    try:
        yield
    finally:
        for name in aliases:
            del sys.modules[name]
