"""Whether a tree has the right value, at every case."""

import functools
from dataclasses import replace

import numpy as np

from . import tree as t
from .evaluate import Misfit, Unbound, value
from .questions import LARGE, QUANTITIES, cases

DRAWS, TOLERANCE = 5, 1e-8


@functools.cache
def drawn(question, sizes=LARGE):
    """{convention: its Cases}, from DRAWS draws."""
    found = {}
    for number in range(DRAWS):
        for convention, some in cases(question, number, sizes).items():
            found.setdefault(convention, []).extend(some)
    return found


def obtained(question, node, case, entry=None):
    """The tree's value in the shape of the right one; `entry` is the index that its left side gave an entry.

    Raises Misfit and Unknown.
    """
    quantity, want = QUANTITIES[question], case.want
    case.at.steps = 0
    try:
        got = value(node, case.at)
    except Unbound as problem:
        letter = str(problem)
        if quantity.entries:
            got = _entry_by_entry(node, case, letter, entry)
        elif quantity.free:
            got = _under_another_letter(node, case, quantity.free, letter, entry)
        else:
            raise
    if quantity.transposed and got.shape != want.shape == got.T.shape:
        got = got.T
    if got.size == want.size == 1 or got.ndim == 0 and got == 0 and _plain_zero(node):
        got = np.full(want.shape, got.ravel()[0])
    if got.shape != want.shape:
        raise Misfit(f"${node.latex()}$ has the shape {case.at.shape(got)}, and {case.at.shape(want)} is meant.")
    return got


def _plain_zero(node):
    """Whether a 0 stands there for a vector of zeros."""
    match node:
        case t.Sum(of=of) | t.Transpose(of=of) | t.Negate(of=of) | t.Over(left=of):
            return _plain_zero(of)
        case t.Product(left=left, right=right):
            return _plain_zero(left) or _plain_zero(right)
        case t.Cases(rows=rows):
            return any(_plain_zero(of) for of, _ in rows)
    return node == t.Number(0.0)


def _under_another_letter(node, case, free, letter, entry):
    """The value where the free index has another name, that of the left side, and its own is not used for anything else."""
    indices, meant = {name: where for name, where in case.at.indices.items() if name != free}, case.at.indices[free]
    if entry not in (None, letter):
        raise Unbound(letter)
    words = [("word", case.at.families["index", "w"](meant)[1])] if meant[0] == "draw" else []
    for where in [meant, *words]:  # a draw, or the word that was drawn
        try:
            return value(node, replace(case.at, indices=indices | {letter: where}, steps=0))
        except Unbound:
            raise Unbound(letter) from None
        except Misfit:
            if where == [meant, *words][-1]:
                raise


def _entry_by_entry(node, case, letter, entry):
    if entry and letter != entry:
        raise Misfit(f"The left side is about entry ${entry}$, and here ${letter}$ is left over.")
    entries = [value(node, case.at, {letter: ("entry", i + 1)}) for i in range(case.want.size)]
    if any(found.ndim for found in entries):
        raise Misfit(f"${node.latex()}$ is {case.at.shape(entries[0])} for one index, and a number is meant.")
    return np.array(entries).reshape(case.want.shape)


def close(got, want):
    """Which entries agree."""
    return np.isfinite(got) & (np.abs(got - want) <= TOLERANCE * max(1.0, np.max(np.abs(want))))


def right(question, node, some, entry=None):
    """Whether the tree's value is right at all these cases. Raises Misfit and Unknown."""
    return all(np.all(close(obtained(question, node, case, entry), case.want)) for case in some)
