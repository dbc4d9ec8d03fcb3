"""A derivation's rows with their marks: as data, as text, and as HTML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .pages import page

HOLDS, BREAKS, UNREAD, DEFINITION, PROSE = "holds", "breaks", "unread", "definition", "prose"
MARKS = {HOLDS: "✓", BREAKS: "✗", UNREAD: "?", DEFINITION: "≔", PROSE: " "}
SAID = {HOLDS: "holds", BREAKS: "breaks", UNREAD: "not read", DEFINITION: "definition", PROSE: ""}
NONE = "none"  # there is no final line
WIDTH = 96  # of a row in a terminal


@dataclass(frozen=True)
class Line:
    """One row of a derivation, or a line of prose: as it was written, the verdict, what to say of it.

    is_aside: it is an equation from within the prose before it, and has no number.
    """

    latex: str
    verdict: str
    message: str = ""
    is_aside: bool = False

    @property
    def typeset(self) -> str:
        """The row as a notebook typesets it: without what only a display may hold."""
        return " ".join(re.sub(r"\\(?:tag|label)\*?\{[^{}]*\}|\\nonumber|\$", " ", self.latex).split())

    def to_json(self) -> dict[str, Any]:
        """Return the line as JSON holds it."""
        return {"latex": self.latex, "verdict": self.verdict, "message": self.message}


@dataclass(frozen=True)
class Fulfilled:
    """An item of a mark scheme, numbered from 1, that is seen fulfilled, and the rows that show it."""

    item: int
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Part:
    """What was found in one part of a sheet.

    final: the verdict on its last line, or NONE. notation: letters of another handout's for this course's.
    fulfilled: items of the question's mark scheme, for people who grade.
    """

    question: str
    part: str
    final: str
    lines: tuple[Line, ...]
    notation: str = ""
    fulfilled: tuple[Fulfilled, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the part as JSON holds it."""
        lines = [line.to_json() for line in self.lines]
        return {"question": self.question, "part": self.part, "final": self.final, "lines": lines}

    @property
    def rows(self) -> list[Line]:
        """The rows that have a number: all but prose, and what is within it."""
        return [line for line in self.lines if line.verdict != PROSE and not line.is_aside]

    @property
    def breaks(self) -> int:
        """The number of the first row that breaks, from 1; 0 if none does."""
        return next((number for number, line in enumerate(self.rows, 1) if line.verdict == BREAKS), 0)

    @property
    def held(self) -> int:
        """How many rows hold."""
        return sum(line.verdict == HOLDS for line in self.lines)

    @property
    def is_mostly_unread(self) -> bool:
        """Whether most of its rows could not be compared."""
        verdicts = [line.verdict for line in self.rows]
        return 2 * verdicts.count(UNREAD) > len(verdicts)

    @property
    def summary(self) -> str:
        """One sentence on the part as a whole."""
        rows = self.rows
        unread = sum(line.verdict == UNREAD for line in rows)
        if not rows:
            return "There is no formula in it."
        said = f"Row {self.breaks} is the first that breaks." if self.breaks else "No row breaks."
        said += f" {unread} of {len(rows)} rows could not be compared." if unread else ""
        return said + (f" Read with {self.notation.replace('$', '')}." if self.notation else "")


def as_json(parts: Sequence[Part]) -> dict[str, Any]:
    """Return the parts of a sheet as JSON holds them."""
    notation = "; ".join(dict.fromkeys(part.notation for part in parts if part.notation))
    return {"notation": notation, "parts": [part.to_json() for part in parts]}


def text(part: Part) -> str:
    """Return a part for the terminal: rows are numbered, prose is left out."""
    lines = [f"{part.part} {part.question}: {part.summary} The final line is {part.final}.".strip()]
    number = 0
    for line in part.lines:
        if line.verdict == PROSE:
            continue
        number += not line.is_aside
        shown = " ".join(line.latex.split())
        shown = shown if len(shown) < WIDTH else shown[: WIDTH - 1] + "…"
        lines.append(f"{'' if line.is_aside else number:>3} {MARKS[line.verdict]} {shown}")
        if line.message:
            lines.append(f"      {SAID[line.verdict]}: {line.message.replace('$', '')}")
    return "\n".join(lines)


def html(parts: Sequence[Part], title: str = "") -> str:
    """Return parts as HTML; with a title, as a page of its own."""
    return page("derivation.html", parts=parts, marks=MARKS, said=SAID, title=title)
