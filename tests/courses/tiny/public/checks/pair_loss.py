"""Checks of pair_loss_and_gradient."""

import numpy as np

from autograder.checks import agree, check, expect_slope

PAIR = "pair_loss_and_gradient"
OUTPUTS = {PAIR: ("loss", "grad_w")}
SLOPES = {"grad_w": "w"}


def a_pair(draw, D=3):
    """Draw (w (D,), v (D,), count)."""
    return draw.normal(D), draw.normal(D), draw.number(2, 200)


@check("pair-loss")
def loss_is_the_weighted_square(student, expected, draw):
    """The loss is f(x) times the square of w·v - log x, for rare and for frequent pairs."""
    for D in (3, 5):
        agree(student, expected, PAIR, *a_pair(draw, D), only=("loss",))


@check("pair-loss", after=loss_is_the_weighted_square)
def gradient_is_the_slope(student, expected, draw):
    """Nudging w changes your loss exactly as much as grad_w says."""
    for D in (3, 5):
        expect_slope(student, expected, PAIR, a_pair(draw, D), by="w", output="grad_w")


def probe(draw):
    return [(PAIR, a_pair(draw))]


SMALL = [
    (PAIR, (np.array([1.0]), np.array([1.0]), 1)),
    (PAIR, (np.array([1.0, 2.0]), np.array([0.0, 1.0]), 100)),
]
