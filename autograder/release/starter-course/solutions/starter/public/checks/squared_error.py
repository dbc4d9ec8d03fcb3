"""Checks of squared_error_and_gradient."""

import numpy as np

from autograder.checks import agree, check, expect_slope, unchanged

ERROR = "squared_error_and_gradient"
OUTPUTS = {ERROR: ("loss", "grad_w")}
SLOPES = {"grad_w": "w"}


def an_example(draw, D=3):
    """Draw (w (D,), x (D,), y)."""
    return draw.normal(D), draw.normal(D), draw.number(-2, 2)


@check("squared-error")
def loss_is_half_the_squared_error(student, expected, draw):
    """The loss is half the square of w·x - y."""
    for D in (2, 5):
        agree(student, expected, ERROR, *an_example(draw, D), only=("loss",))


@check("squared-error", after=loss_is_half_the_squared_error)
def gradient_is_the_slope(student, expected, draw):
    """Nudging w changes your loss exactly as much as grad_w says."""
    for D in (2, 5):
        expect_slope(student, expected, ERROR, an_example(draw, D), by="w", output="grad_w")


@check("squared-error", after=loss_is_half_the_squared_error)
def leaves_its_inputs_alone(student, expected, draw):
    """The function does not change the vectors it is given."""
    unchanged(student, (ERROR, *an_example(draw)))


def probe(draw):
    """Return calls on which wrong implementations differ."""
    return [(ERROR, an_example(draw))]


# shown, the smallest first, to whoever fails the same check three times
SMALL = [
    (ERROR, (np.array([1.0]), np.array([1.0]), 0)),
    (ERROR, (np.array([1.0, 2.0]), np.array([0.0, 1.0]), 1)),
]
