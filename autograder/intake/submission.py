"""Takes a submission in: what it holds, wherever it is in what was handed in."""

import pathlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from .asked import Asked
from .choosing import Placed
from .decoding import decoded
from .finding import Found, Search, Where, search
from .limits import Refused, distinct, shown
from .placing import OURS, placed

WORK = ".heic .heif .tif .tiff .bmp .svg .doc .docx .odt .rtf .pages .tex .html .htm .ipynb .py".split()
"""Endings of files in which somebody may have given an answer, which are not read where they are."""
INSTEAD = {
    ".html": "a web page, not the notebook: the .ipynb is needed",
    ".htm": "a web page, not the notebook: the .ipynb is needed",
    ".heic": "a photo as iPhones keep it: save it as JPEG or PDF",
    ".heif": "a photo as iPhones keep it: save it as JPEG or PDF",
    ".ipynb": "no notebook of this assignment",
    ".py": "no module of this assignment",
}
"""Why a file is not read, and what to do."""
REFUSED = ".refused"  # stands for what a collected download held and nobody should open; it says why
MOST_NAMED = 5  # files in a message


@dataclass(frozen=True)
class Submission:
    """What somebody handed in: {name: bytes}, notebooks at the top, the library in a folder of its name.

    pictures: {name: the way to its bytes (finding.fetched)}; there may be more of them than memory holds.
    left: {name of what was handed in and is not read: why}. notes: what was found elsewhere, or chosen.
    """

    files: dict[str, bytes]
    library: str
    pictures: dict[str, Where] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def modules(self) -> dict[str, str]:
        """Return {name below the library: text} of all that Python could import. Raises Refused."""
        folder = f"{self.library}/"
        sources = [name for name in self.files if name.startswith(folder) and name.endswith(".py")]
        return {name.removeprefix(folder): decoded(name, self.files[name]) for name in sources}


def read(folder: pathlib.Path | str, asked: Asked) -> Submission:
    """Return the submission in `folder`, packed or not, wherever it is there. Raises Refused."""
    seen = search(pathlib.Path(folder), asked.left_behind)
    for file in seen.found:
        if file.name.endswith(REFUSED):
            raise Refused((file.data or b"")[:1000].decode("utf-8", "replace"))
        if file.path.startswith("timestamp.txt/"):
            raise Refused("timestamp.txt is a folder")
    made = placed(seen.found, asked)
    left = _left(seen, made, asked)
    _require_something(made, asked, seen, left)
    distinct(made.files)
    return Submission(
        files={name: file.data for name, file in made.files.items() if file.data is not None},
        library=asked.library,
        pictures={name: file.where for name, file in made.files.items() if file.data is None},
        left=left,
        notes=tuple(made.notes),
    )


def _left(seen: Search, made: Placed, asked: Asked) -> dict[str, str]:
    """Return {what was handed in and is not read: why}."""
    kept = {(file.name, file.digest) for file in made.files.values()}
    theirs = [f for f in seen.found if (f.name, f.digest) not in kept and f.name not in asked.given]
    unread = {file.path: _why(file) for file in theirs if file.name.lower().endswith(tuple(WORK))}
    return unread | {path: f"{kind}: ask for a .zip" for path, kind in seen.packed.items()}


def _why(file: Found) -> str:
    ending = file.name.lower().rpartition(".")[2]
    return INSTEAD.get(f".{ending}", "answers go into the notebooks")


def _require_something(made: Placed, asked: Asked, seen: Search, left: dict[str, str]) -> None:
    """Refuse a hand-in of which nothing is read, or of which a part may be in what nothing here unpacks."""
    folder = f"{asked.library}/"
    notebooks = [name for name in made.files if name.endswith(".ipynb")]
    is_there = any(name.startswith(folder) for name in made.files)
    if not notebooks and not is_there:
        raise Refused(
            f"there is neither a notebook nor a folder {asked.library} in it{_but(seen.found, left)}"
        )
    if seen.packed and (not is_there or asked.notebooks.keys() - set(notebooks)):
        name, kind = next(iter(seen.packed.items()))
        raise Refused(f"part of it is missing, and may be in {shown(name)}, which is {kind}: ask for a .zip")


def _but(found: Iterable[Found], left: dict[str, str]) -> str:
    """Say what else is in a hand-in."""
    said = [f"{shown(name)} ({why})" for name, why in left.items()]
    said += [shown(file.path) for file in found if file.path not in left and file.path not in OURS]
    more = f" and {len(said) - MOST_NAMED} files more" if len(said) > MOST_NAMED else ""
    return f", but {', '.join(said[:MOST_NAMED])}{more}" if said else ""
