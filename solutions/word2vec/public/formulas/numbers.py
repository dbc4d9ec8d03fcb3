"""Slopes of functions of a number, of the cross-entropy, and of a network."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.answers.drawing import (
    Loss,
    Step,
    column,
    computed,
    everywhere,
    independent,
    log_softmax,
    onehot,
    rows_of,
    scalar,
    slope,
    slopes,
    total,
)
from autograder.answers.evaluator import Array, Mask, Point, relu, sigmoid, softmax
from autograder.answers.formula import Case, Draw, Numbers
from autograder.answers.notation import ENTRY, LOSS, OBSERVED

from .notation import NORMALIZER, TRANSPOSED, TRUE, UPRIGHT
from .sizes import Sizes


def of_a_number(f: Callable[[Any], Any]) -> Draw:
    """Return a draw for the slope of a function of x, on both sides of zero."""

    def draw(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
        for x, _, side in _both_sides(numbers):
            yield Case(independent(Point({"x": x})), slope(f, x), where=side, data={"x": x})

    return draw


def leaky_relu(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    """Draw the slope of leaky ReLU."""
    for x, alpha, side in _both_sides(numbers):
        symbols = {"x": x, "\\alpha": alpha}
        yield Case(independent(Point(symbols)), slope(_leaky(alpha), x), where=side, data=symbols)


def _leaky(alpha: Array) -> Loss:
    return lambda x: relu(x) + alpha * (x - relu(x))


def _both_sides(numbers: Numbers) -> Iterator[tuple[Array, Array, dict[str, Mask]]]:
    """Iterate over x, α and the side of zero; some x are smaller than α, and some next to zero."""
    for scale in (1, 0.1, 1e-4, 1e-9):
        for sign, side in ((1, "positive"), (-1, "negative")):
            x = scalar(sign * scale * (0.5 + abs(numbers())))
            yield x, scalar(0.5 + 0.4 * np.tanh(numbers())), everywhere(side)


def _vector(symbols: Mapping[str, Array], n: int) -> Point:
    """Return a point of vectors with n entries."""
    ranges = {ENTRY: range(1, n + 1)}
    return independent(Point({**symbols, "D": scalar(n)}, ranges=ranges, sizes={n: "D"}))


def softmax_shift(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    """Draw softmax of scores that all have c added."""
    n, _ = sizes.vector
    data = {"x": column(numbers(n)), "c": scalar(numbers())}
    yield Case(_vector(data, n), softmax(data["x"] + data["c"]), data=data)


def cross_entropy(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    """Draw the gradient of the cross-entropy by the scores θ."""
    n, o = sizes.vector
    theta, y = numbers(n), onehot(n, o)
    data = {"\\theta": column(theta), "y": y}
    steps: dict[str, Step] = {
        "\\hat{y}": lambda a: softmax(a["\\theta"]),
        LOSS: lambda a: scalar(-np.sum(y * np.log(a["\\hat{y}"]))),
    }
    at = computed(_vector(data, n), ("\\theta",), steps)
    at.indices = {OBSERVED: (ENTRY, o + 1)}
    terms: dict[str, Loss] = {
        TRUE: lambda z: -np.sum(y[:, 0] * z),
        NORMALIZER: lambda z: np.log(np.sum(np.exp(z))),
    }
    want, parts = slopes(terms, theta, column)
    sides = {"observed": [o], "others": [i for i in range(n) if i != o]}
    yield Case(at, want, parts, rows_of(want.shape, sides), data)


def network(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    """Draw the gradient of a network with one hidden layer by its input."""
    Dx, H, Dy = sizes.network
    x, W1, b1, W2, b2 = (numbers(*shape) for shape in ((1, Dx), (Dx, H), (1, H), (H, Dy), (1, Dy)))
    y = onehot(Dy, 1).T

    def loss(x: Any) -> Any:
        return -np.sum(y[0] * log_softmax((sigmoid(x @ W1 + b1) @ W2 + b2)[0], np.arange(Dy)))

    def turned(name: str, a: Array) -> Array:
        is_turned = convention == TRANSPOSED or (convention == UPRIGHT and not name.startswith("W"))
        return a.T if is_turned else a

    def layer(name: str, f: Callable[..., Any], *of: str) -> Step:
        return lambda known: turned(name, f(*(turned(given, known[given]) for given in of)))

    layers: dict[str, Step] = {
        "z_1": layer("z_1", lambda x, W, b: x @ W + b, "x", "W_1", "b_1"),
        "h": layer("h", sigmoid, "z_1"),
        "z_2": layer("z_2", lambda h, W, b: h @ W + b, "h", "W_2", "b_2"),
        "\\hat{y}": layer("\\hat{y}", softmax, "z_2"),
        LOSS: lambda known: scalar(-np.sum(known["y"] * np.log(known["\\hat{y}"]))),
    }
    data = {"x": x, "W_1": W1, "b_1": b1, "W_2": W2, "b_2": b2, "y": y}
    shown = {name: turned(name, a) for name, a in data.items()}
    at = Point(shown, sizes={Dx: "D_x", H: "H", Dy: "D_y", 1: "1"})
    yield Case(computed(at, tuple(data), layers), turned("x", slope(loss, x)), data=data)


def parameters(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    """Draw the number of parameters of that network."""
    Dx, H, Dy = (2 + int(4 * abs(numbers())) for _ in range(3))
    data = {"D_x": scalar(Dx), "H": scalar(H), "D_y": scalar(Dy)}
    parts = {"$W_1$": scalar(Dx * H), "$b_1$": scalar(H), "$W_2$": scalar(H * Dy), "$b_2$": scalar(Dy)}
    yield Case(Point(data), total(parts), parts, data=data)
