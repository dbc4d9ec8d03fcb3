"""Which part of a sheet is about which question: told by headings, or by what its lines are about."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..results.derivations import HOLDS
from ..results.verdict import RIGHT
from . import tree as t
from .following import follow
from .formula import Formula
from .judging import asked_for, judge, scaled
from .rows import Given, read_row
from .sheets import Piece

LABEL = re.compile(
    r"^(?:[\s\-*#>$]|\\(?:sub)*section\*?\{|\\(?:textbf|paragraph)\*?\{|\\item\s*\[?|\\noindent)*"
    r"(?:(?:Q|Question|Problem|Exercise|Written|Part|Teil|Aufgabe|问题|第|문제)\.?\s*)*"
    r"(?:(?P<only>\d)\s*[.):,]?\s*(?:part|teil)\s*)?"
    r"(?:\(?\s*(?P<number>\d)?\s*\)?\s*[.:]?\s*\(?\s*(?P<letter>[a-i])\s*\)(?=[\s\\$(*}:.\]]|$)"
    r"|\(?(?P<both>\d\s*\.?\s*[a-i])\)?\s*[.):*}\]]*(?=\s|$))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """A question that a part of a sheet may be about: its id and its formulas."""

    id: str
    formulas: Sequence[Formula]


Lineage = Mapping[str, Question]  # {part: question}, a handout's parts such as "1b"


def by_heading(every: Sequence[Piece], lineage: Lineage) -> Iterator[tuple[str, list[Piece]]]:
    """Iterate over (part, its pieces); what comes before the first heading belongs to none."""
    number, label, some = "1", "", list[Piece]()
    for piece in every:
        if (found := LABEL.match(piece.text)) and not _is_a_numeral(found, label):
            both = re.sub(r"[\s.]", "", found["both"] or "").lower()
            number = both[:1] or found["number"] or found["only"] or number
            here = number + both[1:] + (found["letter"] or "").lower()
            if here not in lineage:
                here = next((part for part in lineage if part[1:] == here[1:]), label)
            if here != label:
                if label:
                    yield label, some
                label, some = here, []
        some.append(piece)
    if label:
        yield label, some


def _is_a_numeral(found: re.Match[str], label: str) -> bool:
    """Tell whether (i) is the first of (i), (ii), (iii) within a part, and no part after (h)."""
    return found["letter"] == "i" and not found["number"] and label[1:] not in ("h", "i")


# ---------------------------------------------------------------- by what the lines are about


def by_content(every: Sequence[Piece], questions: Sequence[Question]) -> list[tuple[Question, list[Piece]]]:
    """Return (question, the pieces about it), in order; pieces that are about none go with the next ones."""
    found: list[tuple[Question, list[Piece]]] = []
    waiting: list[Piece] = []
    for some in _chains(every):
        waiting += some
        question = _about(
            [piece for piece in some if not (piece.is_prose or piece.is_inline)], questions, found[-1:]
        )
        if question is None:
            continue
        if found and found[-1][0] == question:
            found[-1][1].extend(waiting)
        else:
            found.append((question, waiting))
        waiting = []
    if found:
        found[-1][1].extend(waiting)
    return found


def _chains(every: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Iterate over the chains of equalities, each with the prose before it."""
    some: list[Piece] = []
    for piece in every:
        if some and not (some[-1].is_prose or some[-1].is_inline or piece.follows):
            yield some
            some = []
        some.append(piece)
    if some:
        yield some


def _about(
    rows: Sequence[Piece], questions: Sequence[Question], before: Sequence[tuple[Question, list[Piece]]]
) -> Question | None:
    """Return the question that a chain is about: that its end answers, else that it begins like."""
    if not rows:
        return None
    ordered = [question for question, _ in before]
    ordered += [question for question in questions if question not in ordered]
    for question in ordered:
        text = rows[-1].text
        if any(judge(formula, text, is_advised=False).verdict == RIGHT for formula in question.formulas):
            return question
    given = [Given(row.text, row.follows) for row in rows]
    held = {}
    for question in ordered:
        some = [formula for formula in question.formulas if _begins_like(rows[0], formula)]
        counts = [sum(row.verdict == HOLDS for row in follow(formula, given).rows) for formula in some]
        held[question.id] = max(counts, default=0)
    best = max(ordered, key=lambda question: held[question.id], default=None)
    return best if best is not None and held[best.id] else None


def _begins_like(row: Piece, formula: Formula) -> bool:
    """Tell whether a row has on its left side what a formula asks for, or a loss's name."""
    members = read_row(formula, Given(row.text)).members
    if not members:
        return False
    left, asked = scaled(members[0])[0], asked_for(formula)
    if isinstance(left, t.Derivative) and isinstance(asked, t.Derivative):
        return left.by == asked.by
    return left == asked
