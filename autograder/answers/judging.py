"""Right, wrong or unreadable: the verdict on an answer."""

from dataclasses import replace

import numpy as np

from ..results.verdict import RIGHT, UNREADABLE, WRONG, Verdict
from . import advice, restated
from . import tree as t
from .advice import Attempt
from .compare import drawn, is_right
from .evaluator import Misfit, Unbound, Unknown
from .formula import Formula
from .notation import Notation
from .places import used_twice
from .reader import Unreadable, read, trees
from .readings import readings
from .tree import Node

NO_VALUE = "This has no value that could be compared: is something divided by zero, or does a sum never end?"
AT_KNOWN_POINTS = (
    "This agrees at the points at which the notebook compares, and not at others: it is another function."
)
TWICE = (
    "The index ${letter}$ is used twice here: by a sum, and for one entry beside it. "
    "Give the index of the sum another letter."
)


def judge(formula: Formula, latex: str, secret: str = "", *, is_advised: bool = True) -> Verdict:
    """Return the verdict on an answer to a formula; with a `secret`, at points that nobody knows as well.

    is_advised: whether what is wrong gets advice, which takes longer than the verdict.
    """
    try:
        members = read(latex, formula.notation, formula.bare)
    except Unreadable as problem:
        return Verdict(formula.id, UNREADABLE, str(problem), advice="unreadable")
    understood = " = ".join(member.latex() for member in members)
    try:
        with np.errstate(all="ignore"):
            verdict = _verdict(formula, members, understood, secret, is_advised)
            if verdict.verdict == RIGHT or verdict.advice == "twice":
                return verdict
            return _read_otherwise(formula, members, verdict, secret)
    except (ArithmeticError, ValueError, RecursionError, np.linalg.LinAlgError):
        # nobody's answer may end the program, whatever NumPy makes of its numbers
        return Verdict(formula.id, UNREADABLE, NO_VALUE, understood, advice="no-value")


def _read_otherwise(formula: Formula, members: list[Node], verdict: Verdict, secret: str) -> Verdict:
    """Return the verdict on the first other reading that is right; the one that there is if none is."""
    for said, others in readings(members, formula):
        understood = " = ".join(member.latex() for member in others)
        found = _verdict(formula, others, understood, secret, is_advised=False)
        if found.verdict == RIGHT:
            return replace(found, message=f"Right. ({said})")
        if found.advice == "twice":
            return found
    return verdict


def _verdict(
    formula: Formula, members: list[Node], understood: str, secret: str, is_advised: bool
) -> Verdict:
    attempts = [_attempt(formula, members, convention) for convention in formula.conventions]
    fits = [attempt for attempt in attempts if attempt.link == len(members)]
    if fits and (found := _no_answer(fits[0], members)):
        kind, said = found
        return Verdict(formula.id, WRONG, said, understood, advice=kind)
    if fits and secret and not _fits_in_secret(formula, members, fits, secret):
        return Verdict(formula.id, WRONG, AT_KNOWN_POINTS, understood, advice="at-known-points")
    if letter := next(filter(None, map(used_twice, members)), "") if fits else "":
        return Verdict(formula.id, UNREADABLE, TWICE.format(letter=letter), understood, advice="twice")
    if fits:
        convention = fits[0].convention if len(fits) < len(attempts) else ""
        return Verdict(formula.id, RIGHT, _right(fits[0]), understood, convention)
    for attempt in attempts:
        if isinstance(attempt.problem, Unknown) and not isinstance(attempt.problem, Unbound):
            return Verdict(formula.id, UNREADABLE, advice.unknown(attempt), understood, advice="unknown")
    if not is_advised:
        return Verdict(formula.id, WRONG, "", understood)
    furthest = max(attempt.link for attempt in attempts)
    reached = next(attempt for attempt in attempts if attempt.link == furthest)
    if restated.is_nudged(formula, reached.node, reached.cases(), reached.entry):
        return Verdict(formula.id, WRONG, restated.MEASURED, understood, advice="measured")
    kind, said = _advice([attempt for attempt in attempts if attempt.link == furthest])
    return Verdict(formula.id, WRONG, said, understood, advice=kind)


def _fits_in_secret(formula: Formula, members: list[Node], fits: list[Attempt], secret: str) -> bool:
    """Tell whether an answer that fits in some conventions does so at the secret points in one of them."""
    again = (_attempt(formula, members, attempt.convention, secret) for attempt in fits)
    return any(attempt.link == len(members) for attempt in again)


def _right(attempt: Attempt) -> str:
    if not attempt.skipped:
        return "Right."
    skipped = attempt.skipped[0].latex()
    return f"Right. (${skipped}$ was not looked at: it uses more than this question declares.)"


def _advice(attempts: list[Attempt]) -> tuple[str, str]:
    kind, said = advice.find(attempts)
    first = attempts[0]
    if first.shown is not None and any(first.link > link for link in first.checked):
        said = f"The first link that breaks is ${first.shown.latex()}$. {said}"
    return kind, said


# ---------------------------------------------------------------- the links of a chain


def _attempt(formula: Formula, members: list[Node], convention: str, secret: str = "") -> Attempt:
    """Return how far a chain of equalities is right in one convention, and why it breaks there.

    What only names the quantity again, or what is known of it (∂J/∂x, J, q), is no link to be checked.
    """
    entry = entry_of(members[0], formula.notation)
    if isinstance(members[0], t.Derivative) and isinstance(members[0].by, t.Entry):
        formula = replace(formula, has_entries=True)  # one entry is given for all
    attempt = Attempt(formula, convention, members[-1], len(members), entry=entry)
    named, factor = scaled(members[0]) if len(members) > 1 else (members[0], 1.0)
    is_derivative = len(members) > 1 and is_of_the_loss(named, formula.notation)
    for link, node in enumerate(members):
        if link == 0 and is_derivative:
            continue
        whole = t.Over(node, t.Number(factor)) if is_derivative and factor != 1 else node
        is_last = link == len(members) - 1
        try:
            if not is_right(formula, whole, drawn(formula, secret=secret)[convention], entry):
                return attempt.at(link, whole, node)
            attempt.checked.append(link)
        except Unknown as problem:
            is_checked = bool(attempt.checked) and is_a_loss(node, formula.notation)
            if (is_last and not is_checked) or (isinstance(problem, Unbound) and link):
                return attempt.at(link, whole, node, problem)
            attempt.skipped += [node] if link else []
        except Misfit as problem:
            return attempt.at(link, whole, node, problem)
    return attempt


def asked_for(formula: Formula) -> Node:
    """Return the tree of what a formula asks for, such as ∂J/∂v_c."""
    return trees((formula.left,), formula.notation)[0]


def scaled(node: Node) -> tuple[Node, float]:
    """Return the left side and the factor of a left side such as -∂J/∂x or 2 ∂J/∂x."""
    if isinstance(node, t.Negate):
        of, factor = scaled(node.of)
        return of, -factor
    if isinstance(node, t.Product) and isinstance(node.left, t.Number):
        of, factor = scaled(node.right)
        return of, node.left.value * factor
    return node, 1.0


def entry_of(left: Node, notation: Notation) -> str | None:
    """Return the index that a left side is about: i of softmax(x)_i, w of ∂J/∂u_w, s of ∂J/∂u_{w_s}."""
    named = left.by if isinstance(left, t.Derivative) else left
    if not isinstance(named, (t.Name, t.Entry)) or named in trees(notation.whole, notation):
        return None
    sub = named.sub
    while isinstance(sub, t.Name) and sub.sub is not None:
        sub = sub.sub
    return sub.base if isinstance(sub, t.Name) else None


def is_of_the_loss(node: Node, notation: Notation) -> bool:
    """Tell whether a node is the derivative of the loss by its name, which says what is asked for.

    Any other derivative has a value of its own.
    """
    if not isinstance(node, t.Derivative):
        return False
    return node.loss is None or bool(node.arguments) or is_a_loss(node.loss, notation)


def is_a_loss(node: Node, notation: Notation) -> bool:
    """Tell whether a link is the loss's name, J or J(v_c, o, U), and nothing else."""
    named = node.left if isinstance(node, t.Product) and isinstance(node.right, t.List) else node
    return isinstance(named, t.Name) and named.base in notation.losses


# ---------------------------------------------------------------- right, but no answer


def _no_answer(attempt: Attempt, members: list[Node]) -> tuple[str, str] | None:
    """Return (kind, sentence) where the value is right and the answer still is none."""
    formula, last = attempt.formula, members[-1]
    asked = asked_for(formula)
    first, _ = scaled(members[0])
    if len(members) > 1 and (said := _by_another(first, asked, formula)):
        return "restated", said
    if last == asked or restated.asks_again(formula, last):
        how = f"without ${formula.gone[0]}$." if formula.gone else "what is the result?"
        return "restated", f"This says again what was asked for. Carry it out: {how}"
    if restated.is_measured(formula, last, attempt.cases(), attempt.entry):
        return "measured", restated.MEASURED
    return None


def _by_another(left: Node, asked: Node, formula: Formula) -> str:
    """Say that a left side is the derivative by another symbol; "" if it is not."""
    if not isinstance(left, t.Derivative) or not isinstance(asked, t.Derivative):
        return ""
    if _is_by_the_same(left.by, asked.by, formula):
        return ""
    return f"The left side is about ${left.by.latex()}$; asked for is the derivative by ${asked.by.latex()}$."


def _is_by_the_same(by: Node, asked: Node, formula: Formula) -> bool:
    """Tell whether a left side's symbol is the one asked for; a free index may have another letter."""
    if by == asked or not isinstance(by, t.Name) or not isinstance(asked, t.Name):
        return True
    if by.base != asked.base:
        return is_a_small_letter_of(by, asked, formula)
    return by.sub is None or asked.sub is None or (bool(formula.free) and not _is_given(by.sub, formula))


def is_a_small_letter_of(by: Node, asked: Node, formula: Formula) -> bool:
    """Tell whether u is written for the matrix U, where nothing is called u."""
    if (
        not (isinstance(by, t.Name) and isinstance(asked, t.Name))
        or by.sub is not None
        or by.base in formula.symbols
    ):
        return False
    return by != asked and by.base.upper() == asked.base and asked.sub is None


def has_another_letter(by: Node, asked: Node, formula: Formula) -> bool:
    """Tell whether u_k is what is asked for as u_w, or as u_{w_s}: another letter of the free index."""
    if not (formula.free and isinstance(by, t.Name) and isinstance(asked, t.Name) and by.base == asked.base):
        return False
    if not (isinstance(by.sub, t.Name) and isinstance(asked.sub, t.Name) and by.sub.sub is None):
        return False
    if asked.sub.sub is not None and by.sub.base == asked.sub.base:
        return False  # u_w is of any word, u_{w_s} of a drawn one
    return by.sub != asked.sub and not _is_given(by.sub, formula)


def _is_given(sub: Node, formula: Formula) -> bool:
    """Tell whether an index is that of one word in particular, as o of the observed one."""
    given = {name for case in drawn(formula)[formula.conventions[0]] for name in case.at.indices}
    return isinstance(sub, t.Name) and sub.sub is None and sub.base in given - {formula.free}
