"""The final line that the course asks for, with the loss that it is the derivative of."""

from autograder.answers.drawing import column, scalar, slope
from autograder.answers.evaluator import Point
from autograder.answers.formula import Case, Formula


def an_example(numbers, D, convention):
    """Draw one example of D dimensions; the loss is half the squared error."""
    w, x, y = numbers(D), numbers(D), numbers()
    at = Point({"w": column(w), "x": column(x), "y": scalar(y)}, sizes={D: "D"})
    yield Case(at, column(slope(lambda w: (w @ x - y) ** 2 / 2, w)))


FORMULAS = {
    "error-gradient": Formula(
        id="error-gradient",
        left=r"\frac{\partial J}{\partial w}",
        draw=an_example,
        symbols={"w": "(D,)", "x": "(D,)", "y": "a number"},
        is_transposed_right=True,
    )
}
