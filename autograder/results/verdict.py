"""The verdict on one final line, as plain data."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

RIGHT, WRONG, UNREADABLE = "right", "wrong", "unreadable"


@dataclass(frozen=True)
class Verdict:
    """Hold what was found about an answer to a formula.

    formula: the formula's id. message: for the student, with formulas between dollar signs.
    understood: the answer as it was read, in LaTeX.
    convention: the one in which the answer is right, if not in all.
    advice: the kind of mistake, a name of `answers.advice.DETECTORS`.
    """

    formula: str
    verdict: str
    message: str
    understood: str = ""
    convention: str = ""
    advice: str = ""

    @property
    def is_right(self) -> bool:
        return self.verdict == RIGHT

    @property
    def is_unreadable(self) -> bool:
        return self.verdict == UNREADABLE

    def to_data(self) -> dict[str, str]:
        """Return the whole verdict as JSON holds it."""
        return dataclasses.asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, str]) -> "Verdict":
        """Return the verdict of which `data` was made by to_data."""
        return cls(**data)

    def to_json(self) -> dict[str, str]:
        """Return the fields that `w2v answer --json` promises."""
        return {
            "question": self.formula,
            "verdict": self.verdict,
            "message": plain(self.message),
            "understood": self.understood,
            "convention": self.convention,
        }


def plain(message: str) -> str:
    """Return a message for places that do not typeset formulas."""
    return message.replace("$", "")
