"""A course as a folder: its manifest, and the modules of its public part."""

import functools
import hashlib
import importlib
import importlib.util
import pathlib
import sys
import tomllib
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from .catalogue import Catalogue
from .errors import CourseError, NoCourse
from .links import followed

MANIFEST, PUBLIC = "course.toml", "public"
CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
"""The repository that this package is part of, or the folder that it is installed in."""


@dataclass(frozen=True)
class Course:
    """A course: `folder` holds course.toml and public/, and for instructors the library and the notebooks.

    library: name of the package that students fill in. student_files: its files in which they write.
    left_behind: names of what programs leave in a student's folder. python: the oldest Python that grades.
    commands: names of what public/commands.py adds to `w2v`, or has in place of a command of the engine's.
    repository: an address from which git clones the course, for notebooks that are opened on Colab.
    time_zone: in which platforms say their times, such as "Europe/Berlin"; "" is the machine's own.
    """

    folder: pathlib.Path
    id: str
    title: str
    library: str
    student_files: tuple[str, ...]
    left_behind: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    python: str = "3.11"
    time_zone: str = ""
    repository: str = ""

    @classmethod
    def read(cls, folder: pathlib.Path) -> "Course":
        """Read the manifest in `folder`. Raises CourseError."""
        return _read(pathlib.Path(folder).resolve())

    def __deepcopy__(self, memo: object) -> "Course":
        """Return the course itself, since nobody changes it.

        nbconvert copies all that it hands to a preprocessor.
        """
        return self

    @property
    def library_folder(self) -> pathlib.Path:
        """The reference: the library with its solutions."""
        return self.folder / self.library

    @functools.cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue.read(self.folder / PUBLIC / "questions.toml")

    def has(self, name: str) -> bool:
        """Tell whether the public part has a module of this name, such as "checks.softmax"."""
        path = (self.folder / PUBLIC).joinpath(*name.split("."))
        return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()

    def public(self, name: str) -> ModuleType:
        """Return a module of the public part. Raises CourseError where there is none."""
        if not self.has(name):
            raise CourseError(f"the course {self.id} has no {PUBLIC}/{name.replace('.', '/')}.py")
        try:
            return importlib.import_module(f"{self._package}.{name}")
        except SyntaxError as problem:
            place = f"{problem.filename}, line {problem.lineno}"
            raise CourseError(f"Python cannot read {place}: {problem.msg}") from problem

    @functools.cached_property
    def functions(self) -> ModuleType:
        """The module public/functions.py, or one with nothing in it.

        It has what checks hand to a student's function, and ways of calling one.
        """
        if self.has("functions"):
            return self.public("functions")
        nothing = ModuleType("functions")
        nothing.MAKERS, nothing.THROUGH = {}, {}  # type: ignore[attr-defined]
        return nothing

    def public_text(self, name: str) -> str:
        """Return the text of a file of the public part; empty where there is none."""
        path = followed(self.folder / PUBLIC / name)
        return path.read_text("utf-8") if path.is_file() else ""

    @functools.cached_property
    def _package(self) -> str:
        """Load the package `public` under a name that no other folder's has; return the name."""
        public = self.folder / PUBLIC
        name = f"course_{self.id}_{hashlib.sha256(str(public).encode()).hexdigest()[:8]}"
        if name not in sys.modules:
            spec = importlib.util.spec_from_file_location(
                name, public / "__init__.py", submodule_search_locations=[str(public)]
            )
            if spec is None or spec.loader is None:
                raise CourseError(f"{public} is no package: it needs a file __init__.py")
            sys.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules[name])
        return name


def load(folder: str, module: str) -> None:
    """Load a module of a course's public part, so that this process knows it by its full name."""
    Course.read(pathlib.Path(folder)).public(module)


@functools.cache
def _read(folder: pathlib.Path) -> Course:
    path = folder / MANIFEST
    try:
        fields: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise NoCourse(f"{path} cannot be read ({problem.strerror}): a course begins with it") from problem
    except tomllib.TOMLDecodeError as problem:
        raise CourseError(f"{path} is not valid TOML: {problem}") from problem
    needed = ("id", "title", "library", "student_files")
    lists = ("student_files", "left_behind", "commands")
    missing = [name for name in needed if name not in fields]
    unknown = [name for name in fields if name not in (*needed, *lists, "python", "time_zone", "repository")]
    if missing or unknown:
        said = f"has no {missing[0]}" if missing else f"has an unknown entry {unknown[0]!r}"
        raise CourseError(f"{path} {said}")
    for name in lists:
        fields[name] = tuple(fields.get(name, ()))
    return Course(folder=folder, **fields)
