"""Whether a tree has the right value, at every case."""

import functools

import numpy as np

from .evaluate import Misfit, Unbound, value
from .questions import QUANTITIES, cases

DRAWS, TOLERANCE = 5, 1e-8


@functools.cache
def drawn(question, small=False):
    """{convention: its Cases}, from DRAWS draws."""
    found = {}
    for number in range(DRAWS):
        for convention, some in cases(question, number, small).items():
            found.setdefault(convention, []).extend(some)
    return found


def obtained(question, node, case):
    """The tree's value in the shape of the right one. Raises Misfit and Unknown."""
    quantity, want = QUANTITIES[question], case.want
    case.at.steps = 0
    try:
        got = value(node, case.at)
    except Unbound as problem:
        if not quantity.entries:
            raise
        got = _entry_by_entry(node, case, str(problem))
    if quantity.transposed and got.shape != want.shape == got.T.shape:
        got = got.T
    if got.ndim == 0 and (got == 0 or want.size == 1):  # a plain 0 for zeros; a number for a vector of one
        got = np.full(want.shape, got)
    if got.shape != want.shape:
        raise Misfit(f"${node.latex()}$ has the shape {case.at.shape(got)}, and {case.at.shape(want)} is meant.")
    return got


def _entry_by_entry(node, case, index):
    entries = [value(node, case.at, {index: ("entry", i)}) for i in range(case.want.size)]
    if any(entry.ndim for entry in entries):
        raise Misfit(f"${node.latex()}$ is {case.at.shape(entries[0])} for one index, and a number is meant.")
    return np.array(entries).reshape(case.want.shape)


def close(got, want):
    """Which entries agree."""
    return np.isfinite(got) & (np.abs(got - want) <= TOLERANCE * max(1.0, np.max(np.abs(want))))


def right(question, node, some):
    """Whether the tree's value is right at all these cases. Raises Misfit and Unknown."""
    return all(np.all(close(obtained(question, node, case), case.want)) for case in some)
