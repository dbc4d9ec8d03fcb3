"""Checks of sigmoid and sigmoid_grad."""

import numpy as np

from autograder.checks import agree, check, unchanged

from .large import LARGE


@check("sigmoid")
def sigmoid_has_the_right_values(student, expected, draw):
    """sigmoid(x) is 1 / (1 + exp(-x)), for a number and for every entry of an array."""
    everywhere = np.arange(-4, 4) + draw.rng.uniform(size=8)  # one between any two whole numbers
    for x in [everywhere, 2 * draw.normal(3, 2), float(draw.normal(1)[0]), draw.numbers(-4, 5, 3)]:
        agree(student, expected, "sigmoid", x)


@check("sigmoid", after=sigmoid_has_the_right_values)
def sigmoid_survives_large_numbers(student, expected, draw):
    """sigmoid stays right for entries as large as 10,000 or as small as -10,000."""
    agree(
        student, expected, "sigmoid", np.array([-LARGE, -1000.0, -30.0, 30.0, 1000.0, LARGE]) + draw.normal(6)
    )


@check("sigmoid")
def gradient_comes_from_the_value(student, expected, draw):
    """sigmoid_grad(s) is the sigmoid's slope, computed from its value s = sigmoid(x)."""
    for x in [2 * draw.normal(5), 2 * draw.normal(3, 2)]:
        agree(student, expected, "sigmoid_grad", 1 / (1 + np.exp(-x)))


@check("sigmoid", after=(sigmoid_has_the_right_values, gradient_comes_from_the_value))
def leaves_its_input_alone(student, expected, draw):
    """sigmoid and sigmoid_grad do not change the arrays they are given."""
    unchanged(student, ("sigmoid", draw.normal(5)), ("sigmoid_grad", np.abs(np.sin(draw.normal(5)))))


def probe(draw):
    return [
        ("sigmoid", (np.append(draw.normal(4), [-1.3, LARGE]),)),
        ("sigmoid_grad", (np.abs(np.sin(draw.normal(5))),)),
    ]


WRONG_ONLY_IN = {"negative": "Where x is positive the values are right, just below zero they are not."}


def situations(draw):
    def calls(function, values):
        return [(function, (values(draw.normal(*shape)),)) for shape in ((4,), (2, 3), (6,))]

    slopes = calls("sigmoid_grad", lambda x: 1 / (1 + np.exp(-x)))
    return {
        "usual": [*calls("sigmoid", np.abs), *slopes],
        "negative": calls("sigmoid", lambda x: -np.abs(x) / (1 + np.abs(x))),
    }


SMALL = [
    ("sigmoid", (np.array([0.0, 1.0]),)),
    ("sigmoid_grad", (np.array([0.5, 0.25]),)),
    ("sigmoid", (np.array([-1000.0]),)),
]
