"""Inputs and checks of windows, of skip-gram and of CBOW."""

import numpy as np

from autograder.checks import agree, expect_formula

from .pairs import C2, C3, V2, V3, far, tame
from .pairs import WRONG_ONLY_IN as PAIRS_WRONG_ONLY_IN

SKIPGRAM, CBOW = "skipgram_loss_and_gradient", "cbow_loss_and_gradient"
WIDE, WIDER = (11, 3), ((12, 2), (13, 5), (16, 4))  # (V, D) of small calls of windows
WINDOW = ("loss", "grad_center_vecs", "grad_outside_vecs")
WRONG_ONLY_IN = PAIRS_WRONG_ONLY_IN | {
    "negatives": "Everything is right with naive softmax, and wrong with negatives.",
    "sizes": f"With V = {WIDE[0]} and D = {WIDE[1]} everything is right, with three other sizes it is not: "
    "is a size written into the code?",
}
SLOPES = {"grad_center_vecs": "center_vecs", "grad_outside_vecs": "outside_vecs"}


def negatives_of(draw, V, K, predicted):
    """Draw a row of K negatives for each word that is predicted, (M, K)."""
    return np.array([draw.repeats(V, K, without=word) for word in predicted])


def a_window(draw, V=9, D=3, M=5, K=None, predictions=None, center=None):
    """Draw a window in which a word occurs twice and the center word itself is an outside word once."""
    center = draw.number(1, V) if center is None else center
    outside = draw.numbers(0, V, M)
    outside[1 : min(M, 3)] = [outside[0], center][: M - 1]
    negatives = None if K is None else negatives_of(draw, V, K, predictions(center, outside))
    center_vecs, outside_vecs = draw.normal(V, D), draw.normal(V, D)
    used = center_vecs[center], center_vecs[outside].sum(axis=0)  # by skip-gram, by CBOW
    return center, outside, center_vecs, tame(outside_vecs, *used), negatives


def skipgram_window(draw, K=4, **sizes):
    """Draw a window with negatives for every outside word."""
    return a_window(draw, K=K, predictions=lambda center, outside: outside, **sizes)


def cbow_window(draw, K=4, **sizes):
    """Draw a window with negatives for its center word."""
    return a_window(draw, K=K, predictions=lambda center, outside: [center], **sizes)


SIZES = (  # of windows in checks: the first word is the center of one, one has a single word, one has V = D
    {},
    {"V": 4, "D": 6, "M": 3, "center": 0},
    {"V": 5, "D": 5, "M": 1, "K": 1},
)


def windows_agree(student, expected, function, windows):
    """Check that all outputs are right, and the gradients are so where vectors are long or short."""

    def ordinary():
        for window in windows:
            agree(student, expected, function, *window)

    far_away = [far(window, 2, 3, WINDOW[1:]) for window in windows[:2]]
    expect_formula(student, expected, function, far_away, ordinary)


def matrices(draw, V, D):
    """Draw center and outside vectors, (V, D) each."""
    center_vecs = draw.normal(V, D)
    return center_vecs, tame(draw.normal(V, D), *center_vecs)


def sizes(center, outside, center_vecs, outside_vecs, negatives=None):
    """Return {letter: size} of a window's arguments."""
    return {"the number of outside words": len(outside), "V": len(center_vecs), "D": center_vecs.shape[1]}


def situations_of(make, draw):
    """Return calls of make(draw, V, D, M, repeats, negatives) in four situations."""
    wider = (4, 2, 3)
    # M, and whether there are negatives
    repeated = (3, True), (4, False), (3, False), (4, True)
    return {
        "usual": [make(draw, *WIDE, M, False, False) for M in (3, 2, 4)],
        "negatives": [make(draw, *WIDE, M, False, True) for M in (3, 2, 4)],
        "sizes": [make(draw, *size, M, False, M != 3) for size, M in zip(WIDER, wider, strict=True)],
        "repeats": [make(draw, *WIDE, M, True, negatives) for M, negatives in repeated],
    }


def small_window(function, each):
    """Return a maker of windows of M words, none of which occurs twice, with a negative or without.

    With `each`, every word has a row of negatives of its own, otherwise the window has one.
    """

    def window(draw, V, D, M, repeats=False, negatives=False):
        words = draw.rng.permutation(V)
        center, outside, drawn = int(words[0]), words[1 : M + 1].copy(), words[M + 1 :]
        if repeats:
            outside[-1] = outside[0]
        rows = drawn[:M].reshape(M, 1) if each else drawn[:3].reshape(1, 3)
        rows = rows if negatives else None
        return function, (center, outside, *matrices(draw, V, D), rows)

    return window


def smallest_windows(function, row_for_each_word):
    """Return calls with a window of one word, of a repeated word, and both with negatives."""
    calls = []
    for around, drawn in (([1], None), ([1, 1], None), ([1], [0]), ([1, 1], [0, 0])):
        rows = None
        if drawn is not None:
            rows = np.tile(np.array(drawn), (len(around) if row_for_each_word else 1, 1))
        calls.append((function, (0, np.array(around), C2, V2, rows)))
    return [*calls, (function, (0, np.array([1, 2]), C3, V3, None))]
