"""The rows of a derivation: what each says, and about which case."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..results.derivations import UNREAD
from .formula import Case, Formula
from .reader import Unreadable, read
from .readings import other_products, sums_that_go_on
from .scope import Condition, Scope
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
WITHIN = re.compile(  # ∂ŷ_k/∂θ_i \text{ when } i = k = …
    r"\\(?:text|mathrm)\w*\{\s*(?:for|if|when|where)\s*\}\s*([a-z])\s*(=|\\neq?|≠)\s*([a-z0])\s*(?==)"
)
OTHERWISE = re.compile(
    r"[,;]?\s*(?:\\q?quad\s*)?\\(?:text|mathrm)\w*\{\s*(?:otherwise|else)\s*[.,]?\s*\}\s*[.,;]?\s*$"
)
ORIGIN = {"0": "o"}  # handouts count the true word as word 0


@dataclass(frozen=True)
class Given:
    """A row as it was written, whether it goes on from the one before, and the case that it is about.

    is_inline: it is an equation from within prose.
    """

    latex: str
    follows: bool = False
    case: Condition | None = None
    is_inline: bool = False


def condition(letter: str, sign: str, other: str) -> Condition:
    """Return a condition on an index in one spelling."""
    return letter, "=" if sign == "=" else "\\ne", ORIGIN.get(other, other)


@dataclass
class Row:
    """One row of a derivation.

    follows: it goes on where the row before it ended, with an equals sign. left: the first member of its
    chain. scope: what that is about, once it was followed. before, broken: the two members that differ, where
    it breaks. is_inline: it is from within prose.
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


def is_so(about: Condition, case: Case) -> bool:
    """Tell whether a condition on the free index holds in a case; where one of them is unknown, it does."""
    letter, sign, other = about
    one, two = case.at.indices.get(letter), case.at.indices.get(other)
    return one is None or two is None or (one == two) == (sign == "=")


def opposite(about: Condition) -> Condition:
    """Return the condition that holds where one does not."""
    letter, sign, other = about
    return letter, "\\ne" if sign == "=" else "=", other


def read_row(formula: Formula, given: Given, before: Condition | None = None) -> Row:
    """Return a row with its members and its case; with the reason where it cannot be read.

    `before`: the case of the rows above, for one that ends with "otherwise".
    """
    latex = given.latex
    row = Row(latex, given.follows, condition=given.case, is_inline=given.is_inline)
    if case := CASE.match(latex):
        row.condition = condition(case[1], case[2], case[3])
        latex = latex[case.end() :]
    elif case := REMARKED.search(latex):
        row.condition = condition(case[1], case[2], case[3])
        latex = latex[: case.start()]
    elif case := WITHIN.search(latex):
        row.condition = condition(case[1], case[2], case[3])
        latex = latex[: case.start()] + latex[case.end() :]
    elif before and (case := OTHERWISE.search(latex)):
        row.condition = opposite(before)
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


def other_readings(row: Row, formula: Formula) -> Iterator[list[Node]]:
    """Iterate over a row's members in other readings, for a row that breaks as it stands."""
    for changed in (sums_that_go_on, *(changed for _, changed in other_products(formula))):
        others = [changed(member) for member in row.members]
        if others != row.members:
            yield others
    if formula.bare:  # σ (1 - σ) is a product there
        product = APPLIED.sub(lambda found: f"\\sigma({formula.bare}) {found[1] or ''}(", row.latex)
        with contextlib.suppress(Unreadable):
            yield read(product, formula.notation, formula.bare)
