"""Right, wrong or unreadable, and what to say about it."""

import functools
import hashlib
from dataclasses import dataclass

import numpy as np

from . import tree as t
from .evaluate import Misfit, Unbound, Unknown, value
from .questions import QUANTITIES
from .reader import Unreadable, read

RIGHT, WRONG, UNREADABLE = "right", "wrong", "unreadable"
POINTS, TOLERANCE = 5, 1e-8


@dataclass(frozen=True)
class Verdict:
    """`understood` is the answer as LaTeX, as it was read; `convention` the one in which it is right."""

    question: str
    verdict: str
    message: str
    understood: str = ""
    convention: str = ""


def judge(question, latex):
    """The verdict on an answer to a question (an id of QUANTITIES)."""
    quantity = QUANTITIES[question]
    try:
        members = read(latex)
    except Unreadable as problem:
        return Verdict(question, UNREADABLE, str(problem))
    understood = " = ".join(member.latex() for member in members)
    members = members[1:] if len(members) > 1 and isinstance(members[0], t.Derivative) else members
    found = [_in_convention(question, quantity, members, convention) for convention in quantity.conventions]
    best = min(found, key=lambda verdict: [RIGHT, WRONG, UNREADABLE].index(verdict[0]))
    convention = quantity.conventions[found.index(best)] if best[0] == RIGHT else ""
    return Verdict(question, *best, understood, convention)


def _in_convention(question, quantity, members, convention):
    """(verdict, message) under one convention."""
    for number, member in enumerate(members):
        try:
            agrees = all(_agrees(quantity, member, at, want) for at, want in _points(question, convention))
        except Unknown as problem:
            if number == 0 and len(members) > 1 and _is_a_name(member):
                continue  # a left side: the name of what is looked for
            known = "; ".join(f"{name}: {what}" for name, what in quantity.symbols.items())
            return UNREADABLE, f"{problem} is not declared here. There are {known}."
        except Misfit as problem:
            return WRONG, str(problem)
        if not agrees:
            return WRONG, f"{member.latex()} is not it." if len(members) > 1 else "The values differ from the derivative of the loss."
    return RIGHT, "Right."


def _is_a_name(node):
    return isinstance(node, (t.Name, t.Apply, t.Product, t.Over))


@functools.cache
def _points(question, convention):
    """[(Point, the right value)], from POINTS draws."""
    found = []
    for number in range(POINTS):
        seed = hashlib.sha256(f"{question}/{number}".encode()).digest()
        found += QUANTITIES[question].draw(np.random.default_rng(np.frombuffer(seed, np.uint32)), convention)
    return found


def _agrees(quantity, member, at, want):
    at.steps = 0
    try:
        got = value(member, at)
    except Unbound as problem:
        if not quantity.entries:
            raise
        entries = [value(member, at, {str(problem): ("entry", i)}) for i in range(want.size)]
        if any(entry.ndim for entry in entries):
            raise Misfit(f"{member.latex()} is {at.shape(entries[0])} for one index, and a number is meant.") from None
        got = np.array(entries).reshape(want.shape)
    if quantity.transposed and got.shape != want.shape == got.T.shape:
        got = got.T
    if got.ndim == 0 and got == 0 and not np.any(want):
        return True  # a plain 0 for a vector of zeros
    if got.shape != want.shape:
        raise Misfit(f"{member.latex()} has the shape {at.shape(got)}, and {at.shape(want)} is meant.")
    return bool(np.all(np.isfinite(got)) and np.max(np.abs(got - want)) <= TOLERANCE * max(1.0, np.max(np.abs(want))))
