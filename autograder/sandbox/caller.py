"""The line between the checks and a student's functions: what a caller does, and what a call comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .watching import Reached

SECONDS_PER_QUESTION = 5.0  # of waiting for the student's code, when grading


@dataclass(frozen=True)
class Reply:
    """What a call gave: the value, which arguments it changed (positions), what else it did.

    reached: what it reached for that may not be there when it is graded; seen in a notebook alone.
    """

    value: Any
    changed: list[int] = field(default_factory=list)
    did: list[str] = field(default_factory=list)
    reached: list[Reached] = field(default_factory=list)


class StudentError(Exception):
    """The student's function did not give an answer.

    kind: the exception's name, or "Timeout", "Ended" or "Garbled"; text: its message, where it may be shown;
    file, line and function: the place in the student's files, as far as known.
    """

    def __init__(self, kind: str, text: str = "", file: str = "", line: int = 0, function: str = "") -> None:
        super().__init__(kind, text, file, line, function)
        self.kind, self.text, self.file, self.line, self.function = kind, text, file, line, function


class CannotCheck(Exception):
    """Nothing can be said about the submission; the text says why."""


class Caller(Protocol):
    """Reaches a student's functions: InProcess in a notebook, Sandboxed when grading."""

    shows_values: bool
    """Whether messages may show inputs and expected values, as in the student's own notebook."""

    def begin(self) -> None:
        """Start a question: nothing that an earlier one left behind counts."""

    def call(
        self,
        function: str,
        arguments: Sequence[object],
        through: str | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Call a student's function by name; raise StudentError where it gives no answer.

        `through` names a way of calling it (THROUGH in the course's functions.py), which takes the `options`.
        """

    def where_it_overflows(self, function: str, arguments: Sequence[object]) -> str:
        """Return "file, line N: what" of a call's first number that is not finite; "" if not to be told."""

    def where_it_writes(self, function: str, arguments: Sequence[object]) -> str:
        """Return "file, line N" where a call first writes into an argument; "" if not to be told."""

    def imported(self, file: str, line: int) -> str:
        """Return what a line of the submission imports, as it stands there; "" if not to be told."""

    def close(self) -> None:
        """End whatever runs for this caller."""
