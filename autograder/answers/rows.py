"""The rows of a derivation: what each says, about which case, and which of them say what a name is."""

import contextlib
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..results.derivations import BREAKS, DEFINITION, UNREAD
from . import tree as t
from .compare import comparable, equal, raw_value
from .evaluator import Misfit, Unknown
from .formula import Case, Formula
from .judging import asked_for, is_a_loss
from .reader import Unreadable, read, trees
from .readings import sums_that_go_on
from .tree import Node

CASE = re.compile(  # \text{Let } w = o, …
    r"^\s*(?:\\text\{)?\s*(?:Let|If|For|When|Case)\b[^}$]*\}?\s*:?\s*([a-z])\s*(=|\\neq?|≠)\s*([a-z0])\s*"
    r"(?:[,:]|\\q?quad)\s*(?:\\q?quad\s*)?(?:[a-z]\s*=\s*[a-z]\s*,\s*(?:\\q?quad\s*)?)?"
)
APPLIED = re.compile(r"\\sigma\s*(\\left|\\big[lr]?)?\s*\((?!\s*[a-z]\s*(?:\\right)?\s*\))")
CONDITIONS = re.compile(  # a row that is a bare condition, or ends with one; cases are whole
    r"(?!.*\\begin\{d?cases)(?:^\s*\$?\s*[a-z]\s*(?:\\neq?|≠)\s*[a-z0]\s*\$?$|.*\b(?:when|otherwise|if)\b"
    r"|.*\\text\w*\{[^{}]*\bfor\b|.*\\neq?\s+[a-z]\s*[.,]?\s*$)"
)
REMARKED = re.compile(  # … \quad \text{for } w \ne o
    r"[,;]?\s*(?:\\q?quad\s*)?(?:\\text\w*\{[^{}]*\b(?:for|if|when|where|as)\b[^{}]*\}|\\q?quad)\s*"
    r"\(?\s*([a-z])\s*(=|\\neq?|≠)\s*([a-z0])\s*\)?\s*[.,;]?\s*$"
)
ORIGIN = {"0": "o"}  # handouts count the true word as word 0
OTHER_LOSS = "Its derivative is not that of the loss that is meant here."

Condition = tuple[str, str, str]  # of two indices: ("w", "=", "o")


@dataclass(frozen=True)
class Given:
    """A row as it was written, whether it goes on from the one before, and the case that it is about."""

    latex: str
    follows: bool = False
    case: Condition | None = None


def condition(letter: str, sign: str, other: str) -> Condition:
    """Return a condition on an index in one spelling."""
    return letter, "=" if sign == "=" else "\\ne", ORIGIN.get(other, other)


@dataclass
class Row:
    """One row of a derivation. `follows`: it goes on where the row before it ended, with an equals sign."""

    latex: str
    follows: bool = False
    verdict: str = UNREAD
    message: str = ""
    members: list[Node] = field(default_factory=list)
    condition: Condition | None = None


def is_so(about: Condition, case: Case) -> bool:
    """Tell whether a condition on the free index holds in a case; where one of them is unknown, it does."""
    letter, sign, other = about
    one, two = case.at.indices.get(letter), case.at.indices.get(other)
    return one is None or two is None or (one == two) == (sign == "=")


def read_row(formula: Formula, given: Given) -> Row:
    """Return a row with its members and its case; with the reason where it cannot be read."""
    latex = given.latex
    row = Row(latex, given.follows, condition=given.case)
    if case := CASE.match(latex):
        row.condition = condition(case[1], case[2], case[3])
        latex = latex[case.end() :]
    elif case := REMARKED.search(latex):
        row.condition = condition(case[1], case[2], case[3])
        latex = latex[: case.start()]
    try:
        row.members = read(latex, formula.notation, formula.bare)
    except Unreadable as problem:
        row.message = str(problem)
    return row


def states_a_case(row: Row) -> bool:
    """Tell whether a row gives what is asked for in one case, as in "If w = o, …"."""
    return len(row.members) == 1 and CASE.match(row.latex) is not None


def speaks_of_a_case(row: Row) -> bool:
    """Tell whether a row is about one case, or says when something is so."""
    return row.condition is not None or CONDITIONS.match(row.latex) is not None


def meanings(
    formula: Formula, rows: Sequence[Row], aside: Sequence[Row], some: list[Case]
) -> dict[Node, Node]:
    """Return {a name: what it stands for}, as rows and the prose `aside` say; such rows are definitions."""
    known = {
        name: meaning
        for name, meaning in _definitions(formula, _of_new_names(formula, aside), some)
        if _has_a_value(formula, meaning, some)
    }
    return known | dict(_definitions(formula, rows, some))


def _definitions(formula: Formula, rows: Sequence[Row], some: list[Case]) -> Iterator[tuple[Node, Node]]:
    """Iterate over (a name that is not declared, what a row says that it is); the row is a definition."""
    declared = _declared(formula)
    for row in rows:
        if row.follows or len(row.members) < 2 or not isinstance(row.members[0], t.Name):
            continue
        name = row.members[0]
        if is_a_loss(name, formula.notation) and not _is_the_loss(formula, row.members[-1], some):
            row.verdict, row.message = BREAKS, OTHER_LOSS
            continue
        if name not in declared and name.base not in {n.base for n in declared if n.sub is not None}:
            row.verdict = DEFINITION
            yield name, row.members[-1]


def other_readings(row: Row, formula: Formula) -> Iterator[list[Node]]:
    """Iterate over a row's members in other readings, for a row that breaks as it stands."""
    going_on = [sums_that_go_on(member) for member in row.members]
    if going_on != row.members:
        yield going_on
    if formula.bare:  # σ (1 - σ) is a product there
        product = APPLIED.sub(lambda found: f"\\sigma({formula.bare}) {found[1] or ''}(", row.latex)
        with contextlib.suppress(Unreadable):
            yield read(product, formula.notation, formula.bare)


def _of_new_names(formula: Formula, aside: Sequence[Row]) -> list[Row]:
    """Return the equations of the prose that say what a name is that the formula does not have."""
    taken = {name.base for name in _declared(formula)}
    firsts = [(row, row.members[0]) for row in aside if row.members]
    return [replace(row) for row, name in firsts if isinstance(name, t.Name) and name.base not in taken]


def _has_a_value(formula: Formula, node: Node, some: list[Case]) -> bool:
    try:
        with np.errstate(all="ignore"):
            raw_value(formula, node, some[0], None)
    except (Unknown, Misfit, ArithmeticError, ValueError):
        return False
    return True


def _is_the_loss(formula: Formula, node: Node, some: list[Case]) -> bool:
    """Tell whether what a row calls the loss has the derivative that is asked for, if that is known."""
    asked, wants = asked_for(formula), [case.want for case in some]
    if not isinstance(asked, t.Derivative):
        return True
    try:
        with np.errstate(all="ignore"):
            slopes = [raw_value(formula, t.Derivative(node, (), asked.by), case, None) for case in some]
    except (Unknown, Misfit, ArithmeticError, ValueError):
        return True
    return not comparable(slopes, wants) or equal(slopes, wants)


@functools.cache
def _declared(formula: Formula) -> frozenset[t.Name]:
    named = trees(tuple(formula.symbols), formula.notation)
    return frozenset(node for node in named if isinstance(node, t.Name))
