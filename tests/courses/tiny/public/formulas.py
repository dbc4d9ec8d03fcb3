"""The final line that the course asks for, with the loss that it is the derivative of."""

import numpy as np

from autograder.answers.drawing import column, scalar, slope
from autograder.answers.evaluator import Point
from autograder.answers.formula import Case, Formula


def a_pair(numbers, D, convention):
    """Draw one pair of D dimensions."""
    w, v, x, f = numbers(D), numbers(D), 1 + numbers() ** 2, numbers() ** 2
    at = Point({"w": column(w), "v": column(v), "x": scalar(x), "f": scalar(f)}, sizes={D: "D"})
    yield Case(at, column(slope(lambda w: f * (w @ v - np.log(x)) ** 2, w)))


FORMULAS = {
    "pair-gradient": Formula(
        id="pair-gradient",
        left=r"\frac{\partial J}{\partial w}",
        draw=a_pair,
        symbols={"w": "(D,)", "v": "(D,)", "x": "a number", "f": "a number"},
        is_transposed_right=True,
    )
}
