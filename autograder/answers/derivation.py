"""A derivation, row by row: each chain is compared by the formula that its left side is about."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ..results.derivations import BREAKS, HOLDS, NONE, PROSE, Line, Part
from . import tree as t
from .chains import Derivation, follow
from .formula import Formula
from .judging import judge, scaled
from .reader import trees
from .sheets import Piece, pieces

LABEL = re.compile(
    r"^[\s\-*#>$]*(?:Q(?:uestion)?\.?\s*)?\(?\s*(?P<number>\d)?\s*\)?\s*[.:]?\s*\(?\s*(?P<letter>[a-i])\s*\)(?=[\s\\$(]|$)"
    r"|^[\s\-*#>]*(?P<both>\d[a-i])\s*[.):]?(?=\s|$)"
)


def of_question(id: str, formulas: Sequence[Formula], text: str, part: str = "") -> Part:
    """Return what is found in the text of one part, which is about these formulas."""
    return _followed(id, formulas, pieces(text), part)


def of_sheet(text: str, lineage: Mapping[str, tuple[str, Sequence[Formula]]]) -> list[Part]:
    """Return the parts of a sheet, told by their headings; `lineage`: {part: (question, its formulas)}."""
    found = []
    for label, some in _by_label(pieces(text), lineage):
        question, formulas = lineage[label]
        found.append(_followed(question, formulas, some, label))
    return found


def _by_label(
    every: Sequence[Piece], lineage: Mapping[str, tuple[str, Sequence[Formula]]]
) -> Iterator[tuple[str, list[Piece]]]:
    """Iterate over (part, its pieces); what comes before the first heading belongs to none."""
    number, label, some = "1", "", list[Piece]()
    for piece in every:
        if found := LABEL.match(piece.text):
            number = (found["both"] or "")[:1] or found["number"] or number
            here = number + (found["both"] or "")[1:] + (found["letter"] or "")
            here = (
                here if here in lineage else next((part for part in lineage if part[1:] == here[1:]), label)
            )
            if here != label:
                if label:
                    yield label, some
                label, some = here, []
        some.append(piece)
    if label:
        yield label, some


def _followed(id: str, formulas: Sequence[Formula], some: Sequence[Piece], part: str) -> Part:
    rows = [piece for piece in some if not piece.is_prose]
    attempts = [follow(formula, [(row.text, row.follows) for row in rows]) for formula in formulas]
    chosen = list(_best_of_each_chain(formulas, attempts, rows)) if rows and attempts else []
    verdicts = iter(chosen)
    lines = [Line(piece.text, PROSE) if piece.is_prose or not chosen else next(verdicts) for piece in some]
    notation = next((attempt.notation for attempt in attempts if attempt.notation), "")
    return Part(id, part, _final(formulas, rows), tuple(lines), notation)


def _best_of_each_chain(
    formulas: Sequence[Formula], attempts: Sequence[Derivation], rows: Sequence[Piece]
) -> Iterator[Line]:
    """Iterate over the rows' verdicts, those of the formula that each chain is about."""
    about = 0
    for place, row in enumerate(rows):
        if not row.follows:
            about = _about(formulas, attempts, place, row)
        found = attempts[about].rows[place]
        yield Line(row.text, found.verdict, found.message)


def _about(formulas: Sequence[Formula], attempts: Sequence[Derivation], place: int, row: Piece) -> int:
    """Return which formula a chain is about: by its left side, else the one by which the most is compared."""
    members = attempts[0].rows[place].members
    left = scaled(members[0])[0] if members else None
    for number, formula in enumerate(formulas):
        (asked,) = trees((formula.left,), formula.notation)
        if isinstance(left, t.Derivative) and isinstance(asked, t.Derivative) and left.by == asked.by:
            return number
    verdicts = [attempt.rows[place].verdict for attempt in attempts]
    order = (HOLDS, BREAKS)
    return min(range(len(formulas)), key=lambda n: order.index(verdicts[n]) if verdicts[n] in order else 2)


def _final(formulas: Sequence[Formula], rows: Sequence[Piece]) -> str:
    """Return the verdict on the last row as a final line, by the formula that it is about."""
    if not rows or not formulas:
        return NONE
    last = rows[-1].text
    verdicts = [judge(formula, last).verdict for formula in formulas]
    return next((verdict for verdict in ("right", "wrong") if verdict in verdicts), verdicts[0])
