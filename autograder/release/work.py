"""Find work in a released folder that a new release would overwrite."""

import hashlib
import json
import pathlib
from collections.abc import Iterator
from typing import Any

from autograder.checks.oracle import TABLE
from autograder.course import Course

from .sources import GIVEN_ID

LEFT_BEHIND = ("__pycache__", ".ipynb_checkpoints")  # by Python and Jupyter, whatever the course


def work_in(folder: pathlib.Path, course: Course) -> list[str]:
    """Return the names of files in which somebody has written something."""
    try:
        released = json.loads((folder / course.library / TABLE).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        released = {}
    yours = {f"{course.library}/{name}" for name in course.student_files}
    edited = [
        name
        for name, path in beside_notebooks(folder, course)
        if name not in released or (name in yours and released[name] != digest(path))
    ]
    return edited + [path.name for path in sorted(folder.glob("*.ipynb")) if not _is_blank(path, course)]


def beside_notebooks(folder: pathlib.Path, course: Course) -> Iterator[tuple[str, pathlib.Path]]:
    """Give (name, path) of a release's files, except notebooks, the table, and what programs leave behind."""
    for path in released_files(folder, course):
        if path.suffix != ".ipynb" and path.name != TABLE:
            yield path.relative_to(folder).as_posix(), path


def released_files(folder: pathlib.Path, course: Course) -> list[pathlib.Path]:
    """Return a release's files, except what programs leave behind."""
    left_behind = {*LEFT_BEHIND, *course.left_behind}
    paths = sorted(folder.rglob("*"))
    return [
        path for path in paths if path.is_file() and not left_behind & set(path.relative_to(folder).parts)
    ]


def _is_blank(path: pathlib.Path, course: Course) -> bool:
    """Tell whether nobody has written an answer or added a cell in a released notebook."""
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        return all(_is_as_released(cell, course) for cell in cells)
    except (ValueError, KeyError, TypeError):
        return False  # damaged, but perhaps somebody's


def _is_as_released(cell: dict[str, Any], course: Course) -> bool:
    meta = cell["metadata"].get("nbgrader", {})
    if meta.get("grade") and meta.get("solution"):
        return course.catalogue.is_blank("".join(cell["source"]))
    return bool(meta) or cell["id"].startswith(GIVEN_ID)


def digest(path: pathlib.Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
