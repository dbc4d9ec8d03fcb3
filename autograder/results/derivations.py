"""A derivation's rows with their marks: as data, as text, and as HTML."""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from markupsafe import Markup, escape

from .pages import page

HOLDS, BREAKS, UNREAD, DEFINITION, PROSE = "holds", "breaks", "unread", "definition", "prose"
MARKS = {HOLDS: "✓", BREAKS: "✗", UNREAD: "?", DEFINITION: "≔", PROSE: " "}
SAID = {HOLDS: "holds", BREAKS: "breaks", UNREAD: "not read", DEFINITION: "definition", PROSE: ""}
NONE = "none"  # there is no final line
WIDTH = 96  # of a row in a terminal


@dataclass(frozen=True)
class Opened:
    """A step that breaks, with numbers: what is given, both sides as (formula, value), and one advice."""

    given: str
    sides: tuple[tuple[str, str], ...]
    advice: str


@dataclass(frozen=True)
class Line:
    """One row of a derivation, or a line of prose: as it was written, the verdict, what to say of it.

    is_aside: it is an equation from within the prose before it, and has no number. opened: the step with
    numbers, for the first row that breaks.
    """

    latex: str
    verdict: str
    message: str = ""
    is_aside: bool = False
    opened: Opened | None = None

    @property
    def typeset(self) -> str:
        """The row as a notebook typesets it: without what only a display may hold."""
        return " ".join(re.sub(r"\\(?:tag|label)\*?\{[^{}]*\}|\\nonumber|\$", " ", self.latex).split())

    @property
    def said(self) -> str:
        """The message, with the numbers of the step."""
        if self.opened is None or not self.opened.sides:
            return self.message
        (one, first), (other, second) = self.opened.sides
        given = f"For {self.opened.given}, " if self.opened.given else ""
        is_short = len(one) + len(other) < WIDTH
        before, this = (f"${one}$", f"${other}$") if is_short else ("what stands before it", "this")
        return f"{self.message} {given}{before} is ${first}$, and {this} is ${second}$."

    def to_json(self) -> dict[str, Any]:
        """Return the line as JSON holds it."""
        return {"latex": self.latex, "verdict": self.verdict, "message": self.said}


@dataclass(frozen=True)
class Fulfilled:
    """An item of a mark scheme, numbered from 1, that is seen fulfilled, and the rows that show it."""

    item: int
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Part:
    """What was found in one part of a sheet.

    final: the verdict on its last line, or NONE. notation: letters of another handout's for this course's.
    fulfilled: items of the question's mark scheme, for people who grade. convention: words as rows, say,
    where the part fits one alone.
    """

    question: str
    part: str
    final: str
    lines: tuple[Line, ...]
    notation: str = ""
    fulfilled: tuple[Fulfilled, ...] = ()
    convention: str = ""

    def to_data(self) -> dict[str, Any]:
        """Return all of the part as JSON holds it, for `from_data`."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Part":
        """Return the part that `to_data` was given of."""
        lines = [
            Line(**{**line, "opened": line["opened"] and _opened(line["opened"])}) for line in data["lines"]
        ]
        fulfilled = [Fulfilled(one["item"], tuple(one["rows"])) for one in data["fulfilled"]]
        return cls(**{**data, "lines": tuple(lines), "fulfilled": tuple(fulfilled)})

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
        """Count the rows that hold."""
        return sum(line.verdict == HOLDS for line in self.lines)

    @property
    def is_mostly_unread(self) -> bool:
        """Tell whether most of its rows could not be compared."""
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

    @property
    def told(self) -> str:
        """The summary, and what became of the final line."""
        if self.final != NONE:
            return f"{self.summary} The final line is {self.final}."
        return f"{self.summary} It has no final line." if self.rows else self.summary


def _opened(data: Mapping[str, Any]) -> Opened:
    return Opened(data["given"], tuple((one, other) for one, other in data["sides"]), data["advice"])


def as_json(parts: Sequence[Part]) -> dict[str, Any]:
    """Return the parts of a sheet as JSON holds them."""
    notation = "; ".join(dict.fromkeys(part.notation for part in parts if part.notation))
    return {"notation": notation, "parts": [part.to_json() for part in parts]}


def text(part: Part) -> str:
    """Return a part for the terminal: rows are numbered, prose is left out."""
    lines = [f"{part.part} {part.question}: {part.told}".strip()]
    number = 0
    for line in part.lines:
        if line.verdict == PROSE:
            continue
        number += not line.is_aside
        shown = " ".join(line.latex.split())
        shown = shown if len(shown) < WIDTH else shown[: WIDTH - 1] + "…"
        lines.append(f"{'' if line.is_aside else number:>3} {MARKS[line.verdict]} {shown}")
        if line.message:
            lines.append(f"      {SAID[line.verdict]}: {line.said.replace('$', '')}")
    return "\n".join(lines)


Typeset = Callable[[str], str]  # of a formula, as HTML


def html(
    parts: Sequence[Part], title: str = "", typeset: Typeset | None = None, is_styled: bool = True
) -> str:
    """Return parts as HTML; with a title, as a page of its own.

    typeset: of a formula; without it, formulas stand between dollars, as a notebook typesets them.
    is_styled: with the styles, which a page with many parts has once.
    """
    return page(
        "derivation.html",
        parts=parts,
        marks=MARKS,
        said=SAID,
        title=title,
        is_styled=is_styled,
        formula=typeset or _between_dollars,
        sentence=functools.partial(_sentence, typeset),
    )


def _between_dollars(latex: str) -> str:
    return escape(f"${latex}$")


def _sentence(typeset: Typeset | None, text: str) -> Markup:
    """Return a sentence as HTML, with its formulas typeset."""
    if typeset is None:
        return escape(text)
    parts = text.split("$")
    return Markup("").join(Markup(typeset(part)) if i % 2 else escape(part) for i, part in enumerate(parts))
