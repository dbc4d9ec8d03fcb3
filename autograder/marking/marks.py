"""A mark: what one answer was given, by whom, when, and how often it was changed."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .gradebook import Cell
from .items import Given

OPEN, MARKED, CHANGED, ELSEWHERE, BY_ITSELF = "open", "marked", "changed", "elsewhere", "by itself"
"""To be marked; marked; changed since by the student; marked in the formgrader; decided without a person."""
SINGLE = "single"


@dataclass(frozen=True)
class Mark:
    """A mark as it is stored. points: none while it is only flagged. origin: "single", or the group's key.

    digest: of the answer that was read. grade: nbgrader's row. flag: what a colleague should look at.
    """

    question: str
    student: str
    digest: str
    given: Given = field(default_factory=Given)
    points: float | None = None
    flag: str = ""
    origin: str = SINGLE
    author: str = ""
    at: str = ""
    version: int = 0
    grade: str = ""

    def to_row(self) -> dict[str, Any]:
        """Return the mark as its row holds it, without the course."""
        given = self.given
        chosen = json.dumps({str(id): share for id, share in sorted(given.chosen.items())})
        rest = {name: value for name, value in vars(self).items() if name != "given"}
        return rest | {"chosen": chosen, "comment": given.comment, "correction": given.correction}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Mark":
        """Return the mark in a row."""
        rest = {name: row[name] for name in cls.__dataclass_fields__ if name != "given"}
        return cls(given=given_of(row), **rest)


def given_of(row: Mapping[str, Any]) -> Given:
    """Return what a row says an answer was given."""
    chosen = {int(id): float(share) for id, share in json.loads(row["chosen"]).items()}
    return Given(chosen, row["comment"], row["correction"])


@dataclass(frozen=True)
class State:
    """One answer of a question: its mark, if there is one, and its cell in the gradebook."""

    mark: Mark | None
    cell: Cell

    def status(self, digest: str) -> str:
        """Return how far it is, for the answer with this digest; "" where that is not known yet."""
        if self.mark is None or self.mark.points is None:
            if self.cell.manual is not None:
                return ELSEWHERE
            return OPEN if self.cell.waits or self.cell.auto is None else BY_ITSELF
        if digest and self.mark.digest != digest:
            return CHANGED
        return MARKED if self.cell.manual == self.mark.points else ELSEWHERE


def now() -> str:
    """Return the time, as marks hold it."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
