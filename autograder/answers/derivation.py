"""A derivation, row by row: each chain is compared by the formula that its left side is about."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..results.derivations import BREAKS, HOLDS, NONE, PROSE, Line, Part
from ..results.verdict import RIGHT, UNREADABLE, WRONG
from . import tree as t
from .chains import Derivation, follow
from .formula import Formula
from .judging import asked_for, has_another_letter, judge, scaled
from .rows import Condition, Given, condition
from .sheets import Piece, in_the_courses_letters, pieces, stated_letters

INLINE = re.compile(r"\$([^$]+)\$")
CASE_IN_PROSE = re.compile(  # w = o, or u_w = u_o
    r"\$?\s*(?:\b|\b[a-z]_)([a-z])\s*(=|\\neq?|≠)\s*(?:[a-z]_)?([a-z0])\s*(?:\$|$|[,:])"
)
ANNOUNCES = re.compile(  # a line that begins so is about one case
    r"[\s\-*#>(]*(?:(?:\d|i{1,3}|[a-c])[.):]\s*)?(?:(?:and|now|first|then|next|finally),?\s+)?"
    r"(?:(?:the\s+)?case|if|when|for|where|fall|für|wenn|当|若|对于|경우|情况)",
    re.IGNORECASE,
)
LONGEST_CASE = 80  # characters of a line that announces a case
OTHERWISE = re.compile(r"\b(?:otherwise|else|sonst|all others?)\b|否则|其他|그 외", re.IGNORECASE)
LAST = 8  # rows among which the final line is
LABEL = re.compile(
    r"^(?:[\s\-*#>$]|\\(?:sub)*section\*?\{|\\textbf\{)*"
    r"(?:(?:Q|Question|Problem|Exercise|Written|Part|Teil|Aufgabe|问题|문제)\.?\s*)*"
    r"(?:\(?\s*(?P<number>\d)?\s*\)?\s*[.:]?\s*\(?\s*(?P<letter>[a-i])\s*\)(?=[\s\\$(*}:.]|$)"
    r"|\(?(?P<both>\d\s*\.?\s*[a-i])\)?\s*[.):*}]*(?=\s|$))",
    re.IGNORECASE,
)


def of_question(id: str, formulas: Sequence[Formula], text: str, part: str = "") -> Part:
    """Return what is found in the text of one part, which is about these formulas."""
    return _followed(id, formulas, pieces(text), part, stated_letters(text))


def of_sheet(text: str, lineage: Mapping[str, tuple[str, Sequence[Formula]]]) -> list[Part]:
    """Return the parts of a sheet, told by their headings; `lineage`: {part: (question, its formulas)}."""
    found, letters = [], stated_letters(text)
    for label, some in _by_label(pieces(text), lineage):
        question, formulas = lineage[label]
        if any(not piece.is_prose for piece in some):
            found.append(_followed(question, formulas, some, label, letters))
    return found


def _by_label(
    every: Sequence[Piece], lineage: Mapping[str, tuple[str, Sequence[Formula]]]
) -> Iterator[tuple[str, list[Piece]]]:
    """Iterate over (part, its pieces); what comes before the first heading belongs to none."""
    number, label, some = "1", "", list[Piece]()
    for piece in every:
        if found := LABEL.match(piece.text):
            both = re.sub(r"[\s.]", "", found["both"] or "").lower()
            number = both[:1] or found["number"] or number
            here = number + both[1:] + (found["letter"] or "").lower()
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


def _followed(
    id: str,
    formulas: Sequence[Formula],
    written: Sequence[Piece],
    part: str,
    letters: Sequence[tuple[str, str]] = (),
) -> Part:
    some = [replace(piece, text=in_the_courses_letters(piece.text, letters)) for piece in written]
    rows = [piece for piece in some if not piece.is_prose]
    given, names = _with_prose(some)
    attempts = [follow(formula, given, names) for formula in formulas]
    chosen = list(_best_of_each_chain(formulas, attempts, rows)) if rows and attempts else []
    verdicts = iter(chosen)
    lines = [
        Line(piece.text, PROSE) if piece.is_prose or not chosen else replace(next(verdicts), latex=piece.text)
        for piece in written
    ]
    said = [f"${old}$ for ${new}$" for old, new in letters]
    said += [attempt.notation for attempt in attempts if attempt.notation][:1]
    notation = ", ".join(said)
    return Part(id, part, _final(formulas, attempts, rows, chosen), tuple(lines), notation)


def _final(
    formulas: Sequence[Formula],
    attempts: Sequence[Derivation],
    rows: Sequence[Piece],
    lines: Sequence[Line],
) -> str:
    """Return the verdict on the final line, which must fit those on the rows."""
    if not lines:
        return NONE
    if len(formulas) > 1 and any(line.verdict == BREAKS for line in _ends(lines, rows)):
        return WRONG
    final = _last_line(formulas, rows)
    if final == WRONG and not _is_about(formulas, attempts):
        return UNREADABLE  # it may be an answer to something else
    if final == WRONG and lines[-1].verdict == HOLDS and all(line.verdict != BREAKS for line in lines):
        return UNREADABLE  # each row may be about one case alone
    return final


def _ends(lines: Sequence[Line], rows: Sequence[Piece]) -> list[Line]:
    """Return the last row of each chain; where two have one left side, that of the later one."""
    ends, left = dict[str, Line](), ""
    for line, row in zip(lines, rows, strict=True):
        left = left if row.follows else row.text.split("=")[0].strip()
        ends[left] = line
    return list(ends.values())


def _is_about(formulas: Sequence[Formula], attempts: Sequence[Derivation]) -> bool:
    """Tell whether some row breaks, or has what is asked for on its left side."""
    if any(row.verdict == BREAKS for attempt in attempts for row in attempt.rows):
        return True
    lefts = {scaled(row.members[0])[0] for attempt in attempts for row in attempt.rows if row.members}
    derivatives = [left.by for left in lefts if isinstance(left, t.Derivative)]
    asked = map(asked_for, formulas)
    return any(isinstance(one, t.Derivative) and one.by in derivatives for one in asked)


def _with_prose(some: Sequence[Piece]) -> tuple[list[Given], list[str]]:
    """Return the rows, and what prose says of names; a case is that of the first chain below it."""
    given, names = list[Given](), list[str]()
    case: Condition | None = None
    is_open = False
    for piece in some:
        if not piece.is_prose:
            given.append(Given(piece.text, piece.follows, case if is_open and not piece.follows else None))
            is_open &= piece.follows
            continue
        names += [formula for formula in INLINE.findall(piece.text) if formula.count("=") == 1]
        found = CASE_IN_PROSE.search(piece.text)
        announces = ANNOUNCES.match(piece.text) or CASE_IN_PROSE.fullmatch(piece.text)
        if found and announces and len(piece.text) <= LONGEST_CASE:
            case, is_open = condition(*found.groups()), True
        elif case and OTHERWISE.search(piece.text):
            case, is_open = (case[0], "=" if case[1] != "=" else "\\ne", case[2]), True
        elif LABEL.match(piece.text):
            case, is_open = None, False
    return given, names


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
    by = [asked.by if isinstance(asked, t.Derivative) else None for asked in map(asked_for, formulas)]
    if isinstance(left, t.Derivative):
        if left.by in by:
            return by.index(left.by)
        for number, (formula, symbol) in enumerate(zip(formulas, by, strict=True)):
            if symbol is not None and has_another_letter(left.by, symbol, formula):
                return number
    verdicts = [attempt.rows[place].verdict for attempt in attempts]
    order = (HOLDS, BREAKS)
    return min(range(len(formulas)), key=lambda n: order.index(verdicts[n]) if verdicts[n] in order else 2)


def _last_line(formulas: Sequence[Formula], rows: Sequence[Piece]) -> str:
    """Return the verdict on the last row that can be read as a final line."""
    last, *before = [
        {judge(formula, row.text).verdict for formula in formulas} for row in reversed(rows[-LAST:])
    ]
    if RIGHT in last or (WRONG not in last and any(RIGHT in verdicts for verdicts in before)):
        return RIGHT
    return WRONG if WRONG in last else UNREADABLE
