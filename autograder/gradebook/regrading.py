"""Show what grading again would change, before anything of it is written."""

import json
import pathlib
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from autograder.results.words import counted

from .ledger import FOLDER
from .outcome import GRADED, Cell, Outcome

SPOOL, OUTCOME, FILES = "regraded", "outcome.json", "files"


class Spool:
    """Outcomes that wait for a decision, in .w2v/regraded of a classroom."""

    def __init__(self, root: pathlib.Path) -> None:
        self.folder = root / FOLDER / SPOOL

    def put(self, outcome: Outcome, key: str) -> None:
        """Keep an outcome, in place of an older one of the student's."""
        folder = self.folder / outcome.student
        shutil.rmtree(folder, ignore_errors=True)
        for name, data in outcome.files.items():
            path = folder / FILES / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        folder.mkdir(parents=True, exist_ok=True)
        about = asdict(replace(outcome, files={})) | {"key": key}
        (folder / OUTCOME).write_text(json.dumps(about), "utf-8")

    def get(self, student: str, key: str) -> Outcome | None:
        """Return the outcome of a student without its files, if there is one for this key."""
        path = self.folder / student / OUTCOME
        try:
            about = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):  # there is none, or a run was interrupted while it was written
            return None
        if about.pop("key") != key:
            return None
        about["cells"] = {
            name: {id: Cell(**cell) for id, cell in cells.items()} for name, cells in about["cells"].items()
        }
        return Outcome(**about | {"notes": tuple(about["notes"])})

    def with_files(self, outcome: Outcome) -> Outcome:
        """Return an outcome with its files."""
        folder = self.folder / outcome.student / FILES
        paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        return replace(
            outcome, files={path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
        )

    def clear(self) -> None:
        """Forget all."""
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True)
class Change:
    """What grading again makes of a submission. cells: {grade_id: (points before, points after)}."""

    student: str
    cells: Mapping[str, tuple[float | None, float | None]]

    @property
    def gain(self) -> float:
        """The points that are won; negative where some are lost."""
        return sum((after or 0.0) - (before or 0.0) for before, after in self.cells.values())

    def __str__(self) -> str:
        parts = (f"{id} {_shown(before)} to {_shown(after)}" for id, (before, after) in self.cells.items())
        return f"{self.gain:+g}: {', '.join(parts)}"


def change(outcome: Outcome, before: Mapping[str, float | None]) -> Change:
    """Return what an outcome changes in the scores of the gradebook."""
    new = outcome.scores if outcome.status == GRADED else dict(before)
    cells = {id: (before.get(id), points) for id, points in new.items() if before.get(id) != points}
    return Change(outcome.student, cells)


def summary(changes: Collection[Change]) -> Iterator[str]:
    """Say who gains, who loses, and where."""
    count, moved = len(changes), [change for change in changes if change.cells]
    gains, losses = (sum(sign * change.gain > 0 for change in moved) for sign in (1, -1))
    yield (
        f"{counted(count, 'submission')} graded again: {gains} gain points, {losses} lose some, "
        f"{count - len(moved)} stay as they are"
    )
    width = max((len(change.student) for change in moved), default=0)
    for change in sorted(moved, key=lambda change: (change.gain, change.student)):
        yield f"  {change.student:<{width}}  {change}"


def _shown(points: float | None) -> str:
    return "a person's" if points is None else f"{points:g}"
