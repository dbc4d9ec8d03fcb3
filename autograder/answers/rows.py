"""The rows of a derivation: what each says, and about which case."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..results.derivations import DEFINITION, PROSE, UNREAD
from .announced import of_a_row, states_a_case
from .evaluator import COMPARED
from .formula import Case, Formula
from .notation import OBSERVED
from .reader import Unreadable, read
from .readings import OTHER_PRODUCTS, sums_that_go_on
from .scope import Condition, Scope
from .tree import Node

WRITTEN_OUT = re.compile(  # U = \begin{bmatrix} …
    r"^\s*&?\s*(?:\\hat\{?[a-z]\}?|\\mathbf\{[A-Za-z]\}|[A-Za-z])(?:_\w|_\{[^{}]*\})?\s*&?\s*=\s*&?"
    r"(?:\\left)?\s*[\[(]?\s*\\begin\{[bpv]?matrix\}"
)
AS_IT_STANDS = "Taken for the notation: a matrix that is written out is not compared."
APPLIED = re.compile(r"\\sigma\s*(\\left|\\big[lr]?)?\s*\((?!\s*[a-z]\s*(?:\\right)?\s*\))")
CONDITIONS = re.compile(  # a row that is a bare condition, or ends with one; cases are whole
    r"(?!.*\\begin\{d?cases)(?:^\s*\$?\s*[a-z]\s*(?:\\neq?|≠)\s*[a-z0]\s*\$?$|.*\b(?:when|otherwise|if)\b"
    r"|.*\\text\w*\{[^{}]*\bfor\b|.*\\neq?\s+[a-z]\s*[.,]?\s*$)"
)


@dataclass(frozen=True)
class Given:
    """A row as it was written, whether it goes on from the one before, and the case that it is about.

    is_inline: it is an equation from within prose. speaks: the prose above it speaks of some case.
    is_anothers: its chain is about another formula of the part.
    """

    latex: str
    follows: bool = False
    case: Condition | None = None
    is_inline: bool = False
    speaks: bool = False
    is_anothers: bool = False


@dataclass
class Row:
    """One row of a derivation.

    follows: it goes on where the row before it ended, with an equals sign. left: the first member of its
    chain. scope: what that is about, once it was followed. before, broken: the two members that differ, where
    it breaks. is_inline: it is from within prose. speaks: the prose above it speaks of some case.
    """

    latex: str
    follows: bool = False
    verdict: str = UNREAD
    message: str = ""
    members: list[Node] = field(default_factory=list)
    condition: Condition | None = None
    left: Node | None = None
    scope: Scope | None = None
    before: Node | None = None
    broken: Node | None = None
    is_inline: bool = False
    speaks: bool = False


def is_so(about: Condition, case: Case) -> bool:
    """Tell whether a condition holds in a case: on its indices, or on a number; what is unknown holds."""
    letter, sign, other = about
    one, two = _number(letter, case), _number(other, case)
    if letter in case.at.symbols and other == "o" not in case.at.indices:
        two = 0.0  # x = 0, where 0 is no word
    return one is None or two is None or COMPARED[sign](one, two)


def _number(letter: str, case: Case) -> float | None:
    """Return the number of an index, k being the observed one; the value of a symbol that is a number."""
    indices = case.at.indices
    if letter in indices:
        return indices[letter][1]
    if letter in case.at.symbols and case.at.symbols[letter].ndim == 0:
        return float(case.at.symbols[letter].real)
    if letter.isdigit():
        return float(letter)
    return indices[OBSERVED][1] if letter == "k" and OBSERVED in indices else None


def read_row(formula: Formula, given: Given, before: Condition | None = None) -> Row:
    """Return a row with its members and its case; with the reason where it cannot be read.

    `before`: the case of the rows above, for one that ends with "otherwise".
    """
    if given.is_anothers:
        return Row(given.latex, given.follows, PROSE, is_inline=given.is_inline)
    about, latex = of_a_row(given.latex, before)
    row = Row(given.latex, given.follows, is_inline=given.is_inline, speaks=given.speaks)
    row.condition = about or given.case
    try:
        row.members = read(latex, formula.notation, formula.bare)
    except Unreadable as problem:
        row.message = str(problem)
        if is_written_out(row):
            row.verdict, row.message = DEFINITION, AS_IT_STANDS
    return row


def is_written_out(row: Row) -> bool:
    """Tell whether a row says of a symbol how it is written out, as in U = [u_1 … u_V]."""
    return WRITTEN_OUT.match(row.latex) is not None


def gives_a_case(row: Row) -> bool:
    """Tell whether a row gives what is asked for in one case, as in "If w = o, …"."""
    return len(row.members) == 1 and states_a_case(row.latex)


def speaks_of_a_case(row: Row) -> bool:
    """Tell whether a row is about one case, or says when something is so."""
    return row.condition is not None or row.speaks or CONDITIONS.match(row.latex) is not None


def other_readings(row: Row, formula: Formula) -> Iterator[list[Node]]:
    """Iterate over a row's members in other readings, for a row that breaks as it stands."""
    for changed in (sums_that_go_on, *(changed for _, changed in OTHER_PRODUCTS)):
        others = [changed(member) for member in row.members]
        if others != row.members:
            yield others
    if formula.bare:  # σ (1 - σ) is a product there
        product = APPLIED.sub(lambda found: f"\\sigma({formula.bare}) {found[1] or ''}(", row.latex)
        with contextlib.suppress(Unreadable):
            yield read(product, formula.notation, formula.bare)
