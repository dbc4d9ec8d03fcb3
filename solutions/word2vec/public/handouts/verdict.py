"""The verdict on one function of a handout, as data."""

from dataclasses import dataclass, field
from typing import Any

RIGHT, WRONG, ERROR, MISSING = "right", "wrong", "error", "missing"


@dataclass
class Verdict:
    """The verdict on one function: RIGHT, WRONG, ERROR or MISSING.

    message: for whoever wrote it. classes: the kinds of mistake that were recognized. call: a line to try.
    picture: what was given and what was expected, {"name", "got", "want", "rows"}. absent: in no file at all.
    """

    verdict: str
    message: str = ""
    classes: list[str] = field(default_factory=list)
    call: str = ""
    picture: dict[str, Any] | None = None
    absent: bool = False

    def to_json(self) -> dict[str, object]:
        said: dict[str, object] = {"verdict": self.verdict, "classes": self.classes, "message": self.message}
        return said | ({"try": self.call} if self.call else {})
