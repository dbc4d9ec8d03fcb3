"""What a check found, as plain data."""

from dataclasses import dataclass

PASSED, FAILED, COULD_NOT_CHECK = "passed", "failed", "could-not-check"


@dataclass(frozen=True, eq=False)
class Picture:
    """An output beside what it should be, both 1-D or 2-D; `rows` says in words what some of the rows are."""

    name: str
    got: object
    want: object
    rows: dict


@dataclass(frozen=True)
class Result:
    """One check's verdict.

    `sentence` is what the check asks for, `message` what was found; `remarks` cost nothing; `seed`
    is the public draw it failed on, None when the draw is not public; `picture` is there for public draws only.
    """

    question: str
    check: str
    status: str
    points: float
    max_points: float
    sentence: str
    message: str = ""
    hint: str | None = None
    remarks: tuple = ()
    unwritten: bool = False
    seed: int | None = None
    picture: Picture | None = None

    def to_json(self):
        """The fields that `w2v check --json` promises."""
        kept = ("question", "check", "status", "points", "max_points", "message", "hint")
        return {key: getattr(self, key) for key in kept}


def totals(results):
    """(points, max_points)."""
    return sum(r.points for r in results), sum(r.max_points for r in results)
