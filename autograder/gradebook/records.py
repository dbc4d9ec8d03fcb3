"""Keep what the program found about a graded cell, as data in the cell's metadata.

Every report and export reads it there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.results.derivations import Part
from autograder.results.result import Result, could_not_check, totals
from autograder.results.verdict import Verdict

KEY, DERIVATION = "autograder", "derivation"


@dataclass(frozen=True)
class Record:
    """One graded cell: the results of its checks, or the verdict on its final line.

    points: None where a person must decide. tier: the sandbox that the checks ran in.
    blank: whether no answer was given.
    """

    points: float | None
    max_points: float
    results: tuple[Result, ...] = ()
    tier: str = ""
    verdict: Verdict | None = None
    blank: bool = False

    @classmethod
    def of_results(cls, results: Sequence[Result], tier: str) -> "Record":
        points, most = totals(results)
        return cls(float(points), most, tuple(results), tier)

    @classmethod
    def of_verdict(cls, verdict: Verdict, max_points: float, blank: bool) -> "Record":
        """Give full points to what is right, none to what is wrong or blank; leave the rest to a person."""
        points = float(max_points) if verdict.is_right else 0.0
        undecided = verdict.is_unreadable and not blank
        return cls(None if undecided else points, max_points, verdict=verdict, blank=blank)

    @property
    def undecided(self) -> float:
        """The points of checks that could not be made: no verdict, and a person may give them."""
        return could_not_check(self.results)

    def to_data(self) -> dict[str, Any]:
        """Return the record as JSON holds it."""
        return {
            "points": self.points,
            "max_points": self.max_points,
            "results": [result.to_data() for result in self.results],
            "tier": self.tier,
            "verdict": self.verdict.to_data() if self.verdict else None,
            "blank": self.blank,
        }


def put(cell: Any, record: Record) -> None:
    """Store a record in a cell."""
    cell.metadata[KEY] = record.to_data()


def of(cell: Any) -> Record | None:
    """Return the record in a cell; None for cells that the program says nothing about."""
    data = cell["metadata"].get(KEY)
    if data is None:
        return None
    return Record(
        points=data["points"],
        max_points=data["max_points"],
        results=tuple(Result.from_data(result) for result in data["results"]),
        tier=data["tier"],
        verdict=Verdict.from_data(data["verdict"]) if data["verdict"] else None,
        blank=data["blank"],
    )


def put_derivation(cell: Any, part: Mapping[str, Any]) -> None:
    """Store what was found on a written answer's derivation, as data, in a cell."""
    cell.metadata[DERIVATION] = part


def derivation_of(cell: Any) -> Part | None:
    """Return what was found on a written answer's derivation; None where nothing was."""
    data = cell["metadata"].get(DERIVATION)
    return None if data is None else Part.from_data(data)
