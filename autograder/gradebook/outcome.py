"""What becomes of one submission: what is asked of a grader, and what it answers, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .ledger import FAILED, GRADED, REFUSED

BROKEN = "broken"  # the machine or the course: nobody can be graded


@dataclass(frozen=True)
class Job:
    """A submission to be graded.

    files: {name: bytes}, as they were handed in. given: names of those that are as released, and left out.
    times: {name: when it was last changed}, which tells which of two is newer.
    digest: a hash of them all. refused: why they cannot even be read.
    """

    student: str
    files: Mapping[str, bytes]
    digest: str
    given: tuple[str, ...] = ()
    refused: str = ""
    times: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """What the gradebook keeps of a cell.

    points: None where a person decides, or where nothing is graded. most: the points that it may earn.
    is_graded: whether it earns points. is_answer: whether a student writes in it.
    is_blank: whether nothing was answered.
    """

    points: float | None
    is_graded: bool
    is_answer: bool
    is_blank: bool


@dataclass(frozen=True)
class Outcome:
    """What became of a submission.

    status: GRADED, REFUSED, FAILED or BROKEN. why: what to say where it is not graded.
    details: a traceback, for us.
    notes: what was put right. cells: {notebook: {grade_id: Cell}}.
    files: {name: bytes} of autograded/<student>/<course>/, without what is as in the release.
    handed_in_at: the time that the hand-in says, as it stands there.
    """

    student: str
    status: str
    why: str = ""
    details: str = ""
    notes: tuple[str, ...] = ()
    cells: Mapping[str, Mapping[str, Cell]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    handed_in_at: str = ""
    seconds: float = 0.0

    @property
    def scores(self) -> dict[str, float | None]:
        """{grade_id: points} of all that earns some."""
        return {
            id: cell.points for cells in self.cells.values() for id, cell in cells.items() if cell.is_graded
        }


__all__ = ["BROKEN", "FAILED", "GRADED", "REFUSED", "Cell", "Job", "Outcome"]
