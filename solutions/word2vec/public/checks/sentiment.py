"""Checks of choose_regularization."""

import math

import numpy as np

from autograder.checks import Failed, check

KEYS = ("regularization", "train", "dev", "test")


def a_sweep(draw, runs=6):
    """Draw runs in which the best on train, dev and test are three different ones.

    The best one on dev is neither the first nor the last, and its neighbours are nearly as good.
    """
    accuracies = draw.rng.permuted(np.linspace(0.2, 0.6, 3 * runs)).reshape(3, runs)
    dev = draw.number(1, runs - 1)
    train, test = draw.rng.permutation(np.delete(np.arange(runs), dev))[:2]
    accuracies[np.arange(3), [train, dev, test]] = accuracies.max(axis=1) + 0.05
    accuracies[1, [dev - 1, dev + 1]] = accuracies[1, dev] - 0.001
    columns = np.sort(10 ** draw.normal(runs)), *accuracies
    return [dict(zip(KEYS, map(float, row), strict=True)) for row in zip(*columns, strict=True)]


def plain(entry):
    """Return the entry with plain numbers, and None for all else, so that comparing it can do no harm."""
    return {key: float(value) if isinstance(value, (int, float)) else None for key, value in entry.items()}


def alike(one, other):
    """Tell whether two entries are the same; the table's may be from a processor that rounds otherwise."""
    return all(math.isclose(one[key], other[key], rel_tol=1e-9) for key in KEYS)


def shown(got, want):
    """Name the entries, without the columns' names giving the answer away."""
    return [
        f"got the entry with regularization {got['regularization']:.4g}, not {want['regularization']:.4g}"
    ]


@check("sentiment")
def chooses_the_entry_to_report(student, expected, draw):
    """The chosen entry is the one of the list that should be reported, and it comes back as it is."""
    for runs in [6, 3, 12]:
        results = a_sweep(draw, runs)
        got, want = (side.call("choose_regularization", results) for side in (student, expected))
        if got is None:
            raise Failed("choose_regularization returned nothing: is its `return` missing?")
        if not any(isinstance(got, dict) and plain(got) == run for run in results):
            raise Failed("choose_regularization should return one entry of `results`, as it stands there")
        if not alike(got, want):
            raise Failed(
                "another entry should have been chosen: by which accuracy, and is it the best one in it?",
                *shown(got, want),
            )
    if student.changed:
        student.remark("choose_regularization changed the list `results`, which belongs to its caller.")


def probe(draw):
    return [("choose_regularization", (a_sweep(draw),)) for _ in range(8)]  # one choice may be chance
