"""Write a course to begin with: the files in starter-course/, under a name of its own."""

import json
import pathlib
import re

from autograder.course import CourseError

STARTER = pathlib.Path(__file__).with_name("starter-course")
ID, TITLE = "starter", "A first course"  # what the files there are called by
RENAMED = {"gitignore": ".gitignore"}  # one that began with a dot would hold for this repository
VALID = re.compile(r"[a-z][a-z0-9_]*")


class Occupied(Exception):
    """The folder holds other things; the text says which."""


def id_of(name: str) -> str:
    """Return the id of a course that is called so: in small letters and digits. Raises CourseError."""
    id = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not VALID.fullmatch(id):
        raise CourseError(
            f"{name!r} gives no id: give one with --id, of small letters, digits and underscores"
        )
    return id


def write_course(folder: pathlib.Path, id: str, title: str) -> list[pathlib.Path]:
    """Write the course into an empty or new folder; return its files. Raises Occupied, CourseError."""
    if not VALID.fullmatch(id):
        raise CourseError(f"{id!r} is no id of a course: it has small letters, digits and underscores")
    if folder.exists() and any(folder.iterdir()):
        raise Occupied(f"{folder} holds other things: choose a folder that is new or empty")
    made = []
    for source in sorted(path for path in STARTER.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        target = folder / _renamed(source.relative_to(STARTER), id)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text("utf-8").replace(f'"{TITLE}"', json.dumps(title, ensure_ascii=False))
        text = text.replace(TITLE, title)
        target.write_text(re.sub(rf"\b{ID}(?=\b|_)", id, text), "utf-8")
        made.append(target)
    return made


def _renamed(path: pathlib.Path, id: str) -> pathlib.Path:
    parts = [RENAMED.get(part, re.sub(rf"^{ID}(?=_|$)", id, part)) for part in path.parts]
    return pathlib.Path(*parts)
