"""The verdict on a derivation's final line, which must fit those on its rows."""

import functools
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, compress

from ..results.derivations import BREAKS, DEFINITION, HOLDS, NONE, UNREAD, Line
from ..results.verdict import RIGHT, UNREADABLE, WRONG
from . import tree as t
from .chains import FOLLOWS, ONE_CASE
from .following import CHANGED, Derivation
from .formula import Formula
from .judging import asked_for, has_another_letter, judge, scaled
from .names import explained
from .rows import Row, speaks_of_a_case
from .sheets import Piece

LAST = 8  # rows among which the final line is
RESTATED = ("restated", "measured")


def final(
    formulas: Sequence[Formula],
    attempts: Sequence[Derivation],
    rows: Sequence[Piece],
    lines: Sequence[Line],
) -> str:
    """Return right, wrong, unreadable or none for the final line of a part.

    attempts: the derivation as each formula follows it. lines: the verdicts on the rows.
    """
    kept = [
        _is_an_answer(row, line, formulas) if row.is_inline or line.verdict == DEFINITION else True
        for row, line in zip(rows, lines, strict=True)
    ]
    rows, lines = list(compress(rows, kept)), list(compress(lines, kept))
    attempts = [replace(attempt, rows=list(compress(attempt.rows, kept))) for attempt in attempts]
    return _of_kept(formulas, attempts, rows, lines) if lines else NONE


def _of_kept(
    formulas: Sequence[Formula],
    attempts: Sequence[Derivation],
    rows: Sequence[Piece],
    lines: Sequence[Line],
) -> str:
    """Return right, wrong or unreadable; among the rows are no definitions but those that answer."""
    if len(formulas) > 1 and _breaks_at_an_end(formulas, attempts, rows, lines):
        return WRONG
    count = _without_other_matters(formulas, attempts[0].rows, rows, lines)
    rows, lines = rows[:count], lines[:count]
    found = _last_line(formulas, attempts, rows)
    if found != RIGHT and lines[-1].verdict == HOLDS and not _follows_a_break(lines[-1]):
        return _of_what_holds(formulas, attempts, rows, lines)
    if found == RIGHT and _breaks_after_the_answer(formulas, attempts, rows, lines):
        return WRONG
    if found == RIGHT and lines[-1].message.startswith(CHANGED.split("{", maxsplit=1)[0]):
        return UNREADABLE  # in another convention than the rows before it
    if found == RIGHT and len(formulas) > 1:
        return _of_all(formulas, attempts, rows, lines)
    if found == WRONG and not _is_about(formulas, attempts):
        return UNREADABLE  # it may be an answer to something else
    is_unread = lines[-1].verdict == UNREAD and any(line.verdict == HOLDS for line in lines)
    if found == WRONG and is_unread and not _cannot_be_formed(formulas, rows[-1].text):
        return UNREADABLE
    return found


def _starts(rows: Sequence[Piece]) -> list[int]:
    """Return for each row where its chain begins."""
    places = (0 if row.follows else place for place, row in enumerate(rows))
    return list(accumulate(places, max))


def _left(row: Row) -> t.Node | None:
    """Return the left side of a row, without a factor; None where nothing is read."""
    return scaled(row.members[0])[0] if row.members else None


def _breaks_at_an_end(
    formulas: Sequence[Formula],
    attempts: Sequence[Derivation],
    rows: Sequence[Piece],
    lines: Sequence[Line],
) -> bool:
    """Tell whether the last chain about one of the lines that are asked for ends in a row that breaks."""
    ends: dict[str, Line] = {}
    for place, start in enumerate(_starts(rows)):
        left = next(filter(None, (_left(attempt.rows[start]) for attempt in attempts)), None)
        if left is not None and any(_is_asked(formula, left) for formula in formulas):
            ends[left.latex()] = lines[place]
    return any(line.verdict == BREAKS for line in ends.values())


def _is_asked(formula: Formula, left: t.Node) -> bool:
    """Tell whether a left side is what a formula asks for, a derivative by o in the place of w among them."""
    asked = asked_for(formula)
    if not isinstance(left, t.Derivative) or not isinstance(asked, t.Derivative):
        return left == asked
    bases = [by.base for by in (left.by, asked.by) if isinstance(by, t.Name)]
    return _asks_for(formula, left) or (len(bases) == 2 and bases[0] == bases[1])


def _of_all(
    formulas: Sequence[Formula],
    attempts: Sequence[Derivation],
    rows: Sequence[Piece],
    lines: Sequence[Line],
) -> str:
    """Return the verdict where several lines are asked for: on the last row about each of them."""
    found = {RIGHT}
    for formula, attempt in zip(formulas, attempts, strict=True):
        last: tuple[int, int] | None = None  # the first and the last row of the chain about this formula
        for place, start in enumerate(_starts(rows)):
            left = _left(attempt.rows[start])
            if isinstance(left, t.Derivative) and _asks_for(formula, left):
                last = start, place
        if last is not None and lines[last[1]].verdict == UNREAD:
            verdict = _judged(formula, attempt, last[1], rows[last[1]].text)
            found.add(UNREADABLE if verdict == WRONG and last[0] < last[1] else verdict)
    return WRONG if WRONG in found else UNREADABLE if UNREADABLE in found else RIGHT


def _breaks_after_the_answer(
    formulas: Sequence[Formula],
    attempts: Sequence[Derivation],
    rows: Sequence[Piece],
    lines: Sequence[Line],
) -> bool:
    """Tell whether a chain after the one with the answer ends in a row that breaks."""
    if all(line.verdict != BREAKS for line in lines):
        return False
    answers = [
        place
        for place, row in enumerate(rows)
        for formula, attempt in zip(formulas, attempts, strict=True)
        if _judged(formula, attempt, place, row.text) == RIGHT
    ]
    after = max(answers, default=len(rows))
    ends = _ends(lines[after + 1 :], rows[after + 1 :])
    return any(line.verdict == BREAKS for line in ends)


def _cannot_be_formed(formulas: Sequence[Formula], text: str) -> bool:
    """Tell whether a line is wrong for its shapes, which nobody can read in another way."""
    return all(judge(formula, text).advice in ("shapes", "transpose") for formula in formulas)


def _is_an_answer(row: Piece, line: Line, formulas: Sequence[Formula]) -> bool:
    """Tell whether a definition, or an equation from within prose, is what is asked for."""
    is_said = line.verdict in (HOLDS, DEFINITION)
    return is_said and any(_verdict(formula, row.text) == RIGHT for formula in formulas)


def _ends(lines: Sequence[Line], rows: Sequence[Piece]) -> list[Line]:
    """Return the last row of each chain; where two have one left side, that of the later one."""
    ends, left = dict[str, Line](), ""
    for line, row in zip(lines, rows, strict=True):
        left = left if row.follows else row.text.split("=")[0].strip()
        ends[left] = line
    return list(ends.values())


def _without_other_matters(
    formulas: Sequence[Formula], read: Sequence[Row], rows: Sequence[Piece], lines: Sequence[Line]
) -> int:
    """Return how many rows there are without those at the end that are the derivative by something else."""
    count = len(rows)
    while count > 1 and lines[count - 1].verdict == UNREAD and not rows[count - 1].follows:
        left = _left(read[count - 1])
        if not isinstance(left, t.Derivative) or any(_asks_for(formula, left) for formula in formulas):
            break
        count -= 1
    return count


def _asks_for(formula: Formula, left: t.Derivative) -> bool:
    asked = asked_for(formula)
    if not isinstance(asked, t.Derivative):
        return False
    return left.by == asked.by or has_another_letter(left.by, asked.by, formula)


def _follows_a_break(line: Line) -> bool:
    return line.message.startswith(FOLLOWS.split("{", maxsplit=1)[0])


def _of_what_holds(
    formulas: Sequence[Formula],
    attempts: Sequence[Derivation],
    rows: Sequence[Piece],
    lines: Sequence[Line],
) -> str:
    """Return the verdict on a last row that holds and is not by itself what is asked for.

    It is right where it is the derivative by all of a matrix, or where each case has a row that holds.
    """
    if any(judge(formula, rows[-1].text, is_advised=False).advice in RESTATED for formula in formulas):
        return WRONG
    start = _starts(rows)[-1]
    left = _left(attempts[0].rows[start])
    is_other = isinstance(left, t.Derivative) and not any(_asks_for(formula, left) for formula in formulas)
    if is_other and len(rows) - start == 1:
        assert isinstance(left, t.Derivative)
        return RIGHT if isinstance(left.by, t.Name) and left.by.sub is None else UNREADABLE
    some = [
        row
        for row, line in zip(attempts[0].rows, lines, strict=False)
        if line.verdict == HOLDS and (speaks_of_a_case(row) or line.message == ONE_CASE)
    ]
    return RIGHT if len(some) > 1 else UNREADABLE


def _is_about(formulas: Sequence[Formula], attempts: Sequence[Derivation]) -> bool:
    """Tell whether some row breaks, or has what is asked for on its left side."""
    if any(row.verdict == BREAKS for attempt in attempts for row in attempt.rows):
        return True
    lefts = {_left(row) for attempt in attempts for row in attempt.rows}
    return any(
        isinstance(left, t.Derivative) and _asks_for(formula, left) for left in lefts for formula in formulas
    )


def _last_line(formulas: Sequence[Formula], attempts: Sequence[Derivation], rows: Sequence[Piece]) -> str:
    """Return the verdict on the last row that can be read as a final line."""
    found = (
        {_judged(*pair, place, row.text) for pair in zip(formulas, attempts, strict=True)}
        for place, row in list(enumerate(rows))[: -LAST - 1 : -1]
    )
    last = next(found)
    if RIGHT in last or (WRONG not in last and any(RIGHT in verdicts for verdicts in found)):
        return RIGHT
    return WRONG if WRONG in last else UNREADABLE


def _judged(formula: Formula, attempt: Derivation, place: int, text: str) -> str:
    """Return the verdict on a row as a final line; names of one's own in it are put in."""
    verdict = _verdict(formula, text)
    members = attempt.rows[place].members
    if verdict == RIGHT or not members or attempt.members is None:
        return verdict
    whole = [explained(member, attempt.members.names) for member in members]
    if whole == members:
        return verdict
    return _verdict(formula, " = ".join(member.latex() for member in whole))


@functools.lru_cache(1024)
def _verdict(formula: Formula, text: str) -> str:
    return judge(formula, text, is_advised=False).verdict
