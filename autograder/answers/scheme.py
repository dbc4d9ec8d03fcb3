"""A mark scheme's items: their points, their text, and by which conditions the program sees them fulfilled.

A condition stands in the item: {holds: "A" or "B"}, {final: right}, {no-break}; where there are several, all
must be fulfilled. Points are given by people: what is seen here is shown to them, with the rows. Of the items
with the same {either: name}, an answer earns one; points below zero are taken off.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..results.derivations import BREAKS, DEFINITION, HOLDS, Fulfilled, Line
from . import tree as t
from .compare import equal
from .evaluator import Array, Misfit, Unknown
from .following import Derivation
from .judging import is_a_loss, is_of_the_loss, scaled
from .members import Members
from .places import places
from .reader import Unreadable, read
from .rows import Row
from .scope import Scope
from .tree import Node

ITEM = re.compile(r"^- ([-−]?[\d.]+) points?: (.*)$", re.MULTILINE)
CONDITION = re.compile(
    r'\s*\{(?:holds: (?P<holds>"[^"\n]*"(?: or "[^"\n]*")*)|final: (?P<final>\w+)'
    r"|either: (?P<choice>\w+)|(?P<rest>no-break))\}"
)
MOST_TERMS = 24


@dataclass(frozen=True)
class Condition:
    """One condition: an expression that holds somewhere, a final line's verdict, or no break."""

    holds: tuple[str, ...] = ()
    final: str = ""
    has_no_break: bool = False


@dataclass(frozen=True)
class Item:
    """One item of a mark scheme; `text` is without its conditions. choice: what it shares with its rivals."""

    points: float
    text: str
    conditions: tuple[Condition, ...]
    choice: str = ""


def items_of(scheme: str) -> list[Item]:
    """Return the items of a mark scheme in Markdown."""
    return [
        Item(
            float(points.replace("−", "-")),
            CONDITION.sub("", text).strip(),
            tuple(_conditions(text)),
            "".join(found["choice"] or "" for found in CONDITION.finditer(text)),
        )
        for points, text in ITEM.findall(scheme)
    ]


def without_conditions(scheme: str) -> str:
    """Return a mark scheme as people read it."""
    return CONDITION.sub("", scheme)


def _conditions(text: str) -> Iterator[Condition]:
    for found in CONDITION.finditer(text):
        if found["holds"]:
            yield Condition(holds=tuple(re.findall(r'"([^"]*)"', found["holds"])))
        elif not found["choice"]:
            yield Condition(final=found["final"] or "", has_no_break=bool(found["rest"]))


# ---------------------------------------------------------------- which of them are seen


def seen(
    items: Sequence[Item], attempts: Sequence[Derivation], lines: Sequence[Line], final: str
) -> tuple[Fulfilled, ...]:
    """Return the items that are seen fulfilled, with the rows that show it.

    attempts: the derivation as each formula follows it. lines: the verdicts on the rows.
    """
    found = []
    for number, item in enumerate(items, 1):
        where = [_where(condition, attempts, lines, final) for condition in item.conditions]
        if where and all(rows is not None for rows in where):
            rows = sorted({row for some in where for row in some or () if row})
            found.append(Fulfilled(number, tuple(rows)))
    return tuple(found)


def _where(
    condition: Condition, attempts: Sequence[Derivation], lines: Sequence[Line], final: str
) -> list[int] | None:
    """Return the rows that show that a condition is fulfilled, perhaps none; None where it is not."""
    if condition.holds:
        shown = [
            number
            for latex in condition.holds
            for attempt in attempts
            for number in _rows_with(latex, attempt, lines)
        ]
        rows = [number for number in shown if number]
        return rows[:1] or shown[:1] or None
    if condition.final:
        return [] if final == condition.final else None
    verdicts = [line.verdict for line in lines]
    return [] if BREAKS not in verdicts and verdicts.count(HOLDS) > 1 else None


def _rows_with(latex: str, attempt: Derivation, lines: Sequence[Line]) -> Iterator[int]:
    """Iterate over the rows that hold and have an expression in them, term by term; 0 is within prose."""
    assert attempt.members is not None
    formula = attempt.members.formula
    try:
        *left, wanted = read(latex, formula.notation)
    except Unreadable:
        return
    number = 0
    for row, line in zip(attempt.rows, lines, strict=True):
        number += not row.is_inline
        if line.verdict not in (HOLDS, DEFINITION) or row.scope is None or row.verdict != line.verdict:
            continue
        members = row.members[1:] if not row.follows and len(row.members) > 1 else row.members
        for member, is_undone in itertools.product(members, (False, True)):
            shown = _undifferentiated(member) if is_undone else member
            if shown is None or (left and not _begins_with(left[0], row, attempt.members, is_undone)):
                continue
            if _has_terms(wanted, shown, attempt.members, row.scope):
                yield 0 if row.is_inline else number


def _begins_with(left: Node, row: Row, members: Members, is_undone: bool) -> bool:
    """Tell whether a row's chain begins with what a condition has on its left side."""
    if row.left is None:
        return False
    if is_a_loss(left, members.formula.notation):
        first = scaled(row.left)[0]
        is_slope = is_of_the_loss(first, members.formula.notation)
        return is_slope if is_undone else is_a_loss(first, members.formula.notation)
    assert row.scope is not None
    one = _value(left, members, row.scope)
    others = (_value(node, members, row.scope) for node in (row.left, *row.members))
    return one is not None and any(other is not None and equal(one, other) for other in others)


def _undifferentiated(node: Node) -> Node | None:
    """Return a member with what is differentiated in the place of derivatives; None where there are none."""
    found = None
    for part, rebuilt in places(node):
        if isinstance(part, t.Derivative) and part.loss is not None and not isinstance(part.loss, t.Name):
            found = rebuilt(part.loss)
            return _undifferentiated(found) or found
    return found


def _has_terms(wanted: Node, member: Node, members: Members, scope: Scope) -> bool:
    """Tell whether a member has each term of an expression among its own, whatever they look like."""
    some = [*terms(member, is_fine=False), *terms(member)]
    values = [value for term in some[: 2 * MOST_TERMS] if (value := _value(term, members, scope)) is not None]
    needed = [_value(term, members, scope) for term in terms(wanted, is_fine=False)]
    return all(one is not None and any(equal(one, other) for other in values) for one in needed)


def _value(node: Node, members: Members, scope: Scope) -> list[Array] | None:
    try:
        with np.errstate(all="ignore"):
            return members.values(node, scope)
    except (Unknown, Misfit, ArithmeticError, ValueError):
        return None


def terms(node: Node, is_fine: bool = True) -> list[Node]:
    """Return the terms of a sum; with `is_fine`, products and sums over an index are multiplied out."""
    match node:
        case t.Add(left=left, right=right, sign=sign):
            others = terms(right, is_fine)
            return [*terms(left, is_fine), *(map(_negated, others) if sign == "-" else others)]
        case t.Negate(of=of):
            return [_negated(one) for one in terms(of, is_fine)]
        case t.Product(left=left, right=right, op=op) if is_fine:
            pairs = itertools.product(terms(left), terms(right))
            return [t.Product(one, other, op) for one, other in itertools.islice(pairs, MOST_TERMS)]
        case t.Over(left=left, right=right) if is_fine:
            return [t.Over(one, right) for one in terms(left)]
        case t.Sum(of=of, where=where, upper=upper, op="\\sum") if is_fine:
            return [t.Sum(one, where, upper) for one in terms(of)]
        case t.Transpose(of=of) if is_fine:
            return [t.Transpose(one) for one in terms(of)]
    return [node]


def _negated(node: Node) -> Node:
    return node.of if isinstance(node, t.Negate) else t.Negate(node)
