"""What a call of a student's function comes to: a reply, an error of theirs, or nothing that can be said."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reply:
    """What a call gave: the value, which arguments it changed (positions), what else it did."""

    value: object
    changed: list = field(default_factory=list)
    did: list = field(default_factory=list)


class StudentError(Exception):
    """The student's function did not give an answer.

    kind: the exception's name, or "Timeout", "Ended" or "Garbled"; text: its message, where it may be shown;
    file, line and function: the place in the student's files, as far as known.
    """

    def __init__(self, kind, text="", file="", line=0, function=""):
        super().__init__(kind, text, file, line, function)
        self.kind, self.text, self.file, self.line, self.function = kind, text, file, line, function


class CannotCheck(Exception):
    """Nothing can be said about the submission; the text says why."""
