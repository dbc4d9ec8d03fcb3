"""What an assignment asks for, so that it is found wherever somebody put it."""

import json
import pathlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Asked:
    """What a hand-in should hold.

    library: the name of the package that students fill in. student_files: its files in which they write.
    left_behind: names of what programs leave in a student's folder, which are not read.
    modules: {such a file: its text as it was released}.
    notebooks: {file: {grade_id of an answer: its source as it was released}}; without them, any counts.
    given: names of all files of the release.
    """

    library: str
    student_files: tuple[str, ...]
    left_behind: tuple[str, ...] = ()
    modules: Mapping[str, str] = field(default_factory=dict)
    notebooks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    given: tuple[str, ...] = ()

    @classmethod
    def by(
        cls,
        release: pathlib.Path,
        library: str,
        student_files: tuple[str, ...],
        left_behind: tuple[str, ...] = (),
    ) -> "Asked":
        """Return what the release in a folder asks for."""
        paths = [release / library / name for name in student_files]
        modules = {path.name: path.read_text("utf-8") for path in paths if path.is_file()}
        notebooks = {
            path.name: answers_in(path.read_bytes())
            for path in sorted(release.glob("*.ipynb"))
            if path.is_file()
        }
        given = tuple(sorted({path.name for path in release.rglob("*") if path.is_file()}))
        return cls(library, student_files, left_behind, modules, notebooks, given)

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data, which may cross between processes."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Asked":
        """Return what `to_data` gave as data."""
        fields: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
        }
        return cls(**fields)


def answers_in(data: bytes) -> dict[str, str]:
    """Return {grade_id: source} of a notebook's cells; nothing where it is no notebook."""
    try:
        cells = json.loads(data.decode("utf-8-sig"))["cells"]
        return dict(filter(None, map(_answer, cells)))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _answer(cell: Any) -> tuple[str, str] | None:
    about = cell.get("metadata", {}).get("nbgrader")
    id = about.get("grade_id") if isinstance(about, dict) else None
    source = cell.get("source", "")
    text = "".join(source) if isinstance(source, list) else source
    return (id, text) if isinstance(id, str) and isinstance(text, str) else None
