"""Right, wrong or unreadable: the verdict on an answer."""

import functools

import numpy as np

from ..results.verdict import RIGHT, UNREADABLE, WRONG, Verdict
from . import advice
from . import tree as t
from .advice import Attempt
from .compare import drawn, is_right
from .evaluator import Misfit, Unbound, Unknown
from .formula import Formula
from .notation import Notation
from .places import parts
from .reader import Unreadable, read
from .tree import Node


def judge(formula: Formula, latex: str) -> Verdict:
    """Return the verdict on an answer to a formula."""
    try:
        members = read(latex, formula.notation, formula.bare)
    except Unreadable as problem:
        return Verdict(formula.id, UNREADABLE, str(problem), advice="unreadable")
    with np.errstate(all="ignore"):
        return _verdict(formula, members, understood=" = ".join(member.latex() for member in members))


def _verdict(formula: Formula, members: list[Node], understood: str) -> Verdict:
    attempts = [_attempt(formula, members, convention) for convention in formula.conventions]
    fits = [attempt for attempt in attempts if attempt.link == len(members)]
    if fits and (said := _about_something_else(formula, members)) is not None:
        return Verdict(formula.id, WRONG, said, understood, advice="restated")
    if fits:
        convention = fits[0].convention if len(fits) < len(attempts) else ""
        return Verdict(formula.id, RIGHT, _right(fits[0]), understood, convention)
    for attempt in attempts:
        if isinstance(attempt.problem, Unknown) and not isinstance(attempt.problem, Unbound):
            return Verdict(formula.id, UNREADABLE, advice.unknown(attempt), understood, advice="unknown")
    furthest = max(attempt.link for attempt in attempts)
    kind, said = _advice([attempt for attempt in attempts if attempt.link == furthest])
    return Verdict(formula.id, WRONG, said, understood, advice=kind)


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


def _attempt(formula: Formula, members: list[Node], convention: str) -> Attempt:
    """Return how far a chain of equalities is right in one convention, and why it breaks there.

    What only names the quantity again, or what is known of it (∂J/∂x, J, q), is no link to be checked.
    """
    entry = _entry(members[0], formula.notation)
    attempt = Attempt(formula, convention, members[-1], len(members), entry=entry)
    named, factor = _scaled(members[0]) if len(members) > 1 else (members[0], 1.0)
    is_derivative = len(members) > 1 and isinstance(named, t.Derivative)
    for link, node in enumerate(members):
        if link == 0 and is_derivative:
            continue
        whole = t.Over(node, t.Number(factor)) if is_derivative and factor != 1 else node
        is_last = link == len(members) - 1
        try:
            if not is_right(formula, whole, drawn(formula)[convention], entry):
                return attempt.at(link, whole, node)
            attempt.checked.append(link)
        except Unknown as problem:
            is_checked = bool(attempt.checked) and _is_a_loss(node, formula.notation)
            if (is_last and not is_checked) or (isinstance(problem, Unbound) and link):
                return attempt.at(link, whole, node, problem)
            attempt.skipped += [node] if link else []
        except Misfit as problem:
            return attempt.at(link, whole, node, problem)
    return attempt


def _scaled(node: Node) -> tuple[Node, float]:
    """Return the left side and the factor of a left side such as -∂J/∂x or 2 ∂J/∂x."""
    if isinstance(node, t.Negate):
        of, factor = _scaled(node.of)
        return of, -factor
    if isinstance(node, t.Product) and isinstance(node.left, t.Number):
        of, factor = _scaled(node.right)
        return of, node.left.value * factor
    return node, 1.0


def _entry(left: Node, notation: Notation) -> str | None:
    """Return the index that a left side is about: i of softmax(x)_i, w of ∂J/∂u_w, s of ∂J/∂u_{w_s}."""
    named = left.by if isinstance(left, t.Derivative) else left
    if not isinstance(named, (t.Name, t.Entry)) or named in _trees(notation.whole, notation):
        return None
    sub = named.sub
    while isinstance(sub, t.Name) and sub.sub is not None:
        sub = sub.sub
    return sub.base if isinstance(sub, t.Name) else None


def _is_a_loss(node: Node, notation: Notation) -> bool:
    """Tell whether a link is the loss's name, J or J(v_c, o, U), and nothing else."""
    named = node.left if isinstance(node, t.Product) and isinstance(node.right, t.List) else node
    return isinstance(named, t.Name) and named.base in notation.losses


@functools.cache
def _trees(latex: tuple[str, ...], notation: Notation) -> list[Node]:
    return [read(one, notation)[0] for one in latex]


# ---------------------------------------------------------------- right, but no answer


def _about_something_else(formula: Formula, members: list[Node]) -> str | None:
    """Say that a left side names another derivative, or that an answer only asks again."""
    asked, gone = _trees((formula.left,), formula.notation)[0], _trees(formula.gone, formula.notation)
    first, _ = _scaled(members[0])
    if len(members) > 1 and isinstance(first, t.Derivative) and isinstance(asked, t.Derivative):
        by, wanted = first.by, asked.by
        if isinstance(by, t.Name) and isinstance(wanted, t.Name) and by.base != wanted.base:
            return (
                f"The left side is about ${by.latex()}$; asked for is the derivative by ${wanted.latex()}$."
            )
    last = members[-1]
    if last == asked or any(part in gone or _is_undone(part, formula.notation) for part in parts(last)):
        how = f"without ${gone[0].latex()}$." if gone else "what is the result?"
        return f"This says again what was asked for. Carry it out: {how}"
    return None


def _is_undone(part: Node, notation: Notation) -> bool:
    """Tell whether a part is a derivative that is still to be carried out."""
    if not isinstance(part, t.Derivative) or not part.loss:
        return False
    return not isinstance(part.loss, t.Name) or part.by in _trees(notation.unfinished, notation)
