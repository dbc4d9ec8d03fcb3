"""Inputs and checks of windows, of skip-gram and of CBOW."""

import numpy as np

from autograder.checks import agree, expect_formula

from .pairs import C2, C3, OTHERS, USUAL, V2, V3, far, tame

SKIPGRAM, CBOW = "skipgram_loss_and_gradient", "cbow_loss_and_gradient"
WINDOW = ("loss", "grad_center_vecs", "grad_outside_vecs")
SLOPES = {"grad_center_vecs": "center_vecs", "grad_outside_vecs": "outside_vecs"}


def negatives_of(draw, V, K, predicted):
    """Draw a row of K negatives for each word that is predicted, (M, K)."""
    return np.array([draw.repeats(V, K, without=word) for word in predicted])


def a_window(draw, V=7, D=3, M=5, K=None, predictions=None):
    """Draw a window in which a word occurs twice and the center word itself is an outside word once."""
    center = draw.number(0, V)
    outside = draw.numbers(0, V, M)
    outside[1], outside[2] = outside[0], center
    negatives = None if K is None else negatives_of(draw, V, K, predictions(center, outside))
    center_vecs, outside_vecs = draw.normal(V, D), draw.normal(V, D)
    used = center_vecs[center], center_vecs[outside].sum(axis=0)  # by skip-gram, by CBOW
    return center, outside, center_vecs, tame(outside_vecs, *used), negatives


def skipgram_window(draw, **sizes):
    """Draw a window with negatives for every outside word."""
    return a_window(draw, K=4, predictions=lambda center, outside: outside, **sizes)


def cbow_window(draw, **sizes):
    """Draw a window with negatives for its center word."""
    return a_window(draw, K=4, predictions=lambda center, outside: [center], **sizes)


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


def situations_of(make, draw):
    """Return calls of make(draw, V, D, repeats=...) in three situations."""
    return {
        "usual": [make(draw, *USUAL) for _ in range(3)],
        "sizes": [make(draw, *size) for size in OTHERS],
        "repeats": [make(draw, *USUAL, repeats=True) for _ in range(3)],
    }


def small_window(function, rows):
    """Return a maker of windows of two words, with a negative for each of `rows` predictions or without."""

    def window(draw, V, D, repeats=False):
        center, first, second, *drawn = draw.rng.permutation(V)[: 3 + rows]
        negatives = np.array(drawn)[:, None] if draw.number(0, 2) else None
        outside = np.array([first, first if repeats else second])
        return function, (int(center), outside, *matrices(draw, V, D), negatives)

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
