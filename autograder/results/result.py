"""What a check found, as plain data."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PASSED, FAILED, COULD_NOT_CHECK = "passed", "failed", "could-not-check"
PRINTED = ("question", "check", "status", "points", "max_points", "message", "hint")


@dataclass(frozen=True)
class Picture:
    """Hold an output beside what it should be, both 1-D or 2-D lists.

    rows: {row: what it is, in words}, for some of the rows.
    """

    name: str
    got: list[Any]
    want: list[Any]
    rows: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """Hold one check's verdict.

    sentence: what the check asks for. message: what was found.
    hint, misconceptions: what to say, and the ids of the misconceptions that were recognized.
    remarks: they cost nothing. error: the kind of exception that the function ended with, if it did.
    unwritten: whether nothing is written yet.
    seed: the public draw it failed on; None where the draw is not public. picture: for public draws only.
    """

    question: str
    check: str
    status: str
    points: float
    max_points: float
    sentence: str
    message: str = ""
    hint: str | None = None
    misconceptions: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    error: str = ""
    unwritten: bool = False
    seed: int | None = None
    picture: Picture | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the fields that `w2v check --json` promises."""
        return {name: getattr(self, name) for name in PRINTED}

    def to_data(self) -> dict[str, Any]:
        """Return the whole result as JSON holds it, without the picture."""
        data = dataclasses.asdict(dataclasses.replace(self, picture=None))
        del data["picture"]
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Result":
        """Return the result of which `data` was made by to_data."""
        fields: dict[str, Any] = dict(data)
        for name in ("misconceptions", "remarks"):
            fields[name] = tuple(fields[name])
        return cls(**fields)


def totals(results: Sequence[Result]) -> tuple[float, float]:
    """Return (points, max_points)."""
    return sum(r.points for r in results), sum(r.max_points for r in results)


def could_not_check(results: Iterable[Result]) -> float:
    """Return the points on which the program gives no verdict."""
    return sum(r.max_points for r in results if r.status == COULD_NOT_CHECK)
