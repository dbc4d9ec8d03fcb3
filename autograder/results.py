"""What a check found, as plain data."""

from dataclasses import asdict, dataclass

PASSED, FAILED, COULD_NOT_CHECK = "passed", "failed", "could-not-check"


@dataclass(frozen=True)
class Result:
    """One check's verdict.

    `sentence` is what the check asks for, `message` what was found; `remarks` cost nothing; `seed`
    is the public draw it failed on, None when the draw is not public.
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

    def to_json(self):
        """The fields that `w2v check --json` promises."""
        kept = ("question", "check", "status", "points", "max_points", "message", "hint")
        return {key: value for key, value in asdict(self).items() if key in kept}


def totals(results):
    """(points, max_points)."""
    return sum(r.points for r in results), sum(r.max_points for r in results)
