"""Checks of notebook 1."""

import numpy as np

from ..sandbox import _course
from ..sandbox.wire import Fn
from .core import Failed, agree, check, same, unchanged
from .slopes import FAR, expect_formula, expect_slope

functions = _course.functions()
LARGE = 10_000.0
STATE = "Here f draws random numbers: before every call of it, the random state should be what it was at the very start"


@check("softmax")
def value_of_a_vector(student, expected, draw):
    """softmax of a vector is exp(x_i), divided by the sum of all exp(x_j)."""
    agree(student, expected, "softmax", 2 * draw.normal(6))
    agree(student, expected, "softmax", draw.normal(1))


@check("softmax")
def value_of_every_row(student, expected, draw):
    """softmax of a matrix treats every row on its own."""
    for shape in [(4, 3), (3, 3), (1, 5)]:
        agree(student, expected, "softmax", 2 * draw.normal(*shape))


@check("softmax")
def survives_large_numbers(student, expected, draw):
    """softmax stays right when entries are as large as 10,000 or as small as -10,000."""
    for far in (LARGE, -LARGE):
        agree(student, expected, "softmax", far + draw.normal(4))
    far_rows = np.array([[LARGE], [-LARGE], [0.0]])  # one row must not spoil the others
    agree(student, expected, "softmax", far_rows + draw.normal(3, 4))


@check("softmax", after=(value_of_a_vector, value_of_every_row))
def leaves_its_input_alone(student, expected, draw):
    """softmax does not change the array it is given."""
    unchanged(student, ("softmax", draw.normal(5)), ("softmax", draw.normal(3, 2)))


@check("sigmoid")
def sigmoid_has_the_right_values(student, expected, draw):
    """sigmoid(x) is 1 / (1 + exp(-x)), for a number and for every entry of an array."""
    for x in [2 * draw.normal(5), 2 * draw.normal(3, 2), float(draw.normal(1)[0]), draw.numbers(-4, 5, 3)]:
        agree(student, expected, "sigmoid", x)


@check("sigmoid", after=sigmoid_has_the_right_values)
def sigmoid_survives_large_numbers(student, expected, draw):
    """sigmoid stays right for entries as large as 10,000 or as small as -10,000."""
    agree(student, expected, "sigmoid", np.array([-LARGE, -1000.0, -30.0, 30.0, 1000.0, LARGE]) + draw.normal(6))


@check("sigmoid")
def gradient_comes_from_the_value(student, expected, draw):
    """sigmoid_grad(s) is the sigmoid's slope, computed from its value s = sigmoid(x)."""
    for x in [2 * draw.normal(5), 2 * draw.normal(3, 2)]:
        agree(student, expected, "sigmoid_grad", 1 / (1 + np.exp(-x)))


@check("sigmoid", after=(sigmoid_has_the_right_values, gradient_comes_from_the_value))
def leaves_its_input_alone(student, expected, draw):  # noqa: F811  the same check of another question
    """sigmoid and sigmoid_grad do not change the arrays they are given."""
    unchanged(student, ("sigmoid", draw.normal(5)), ("sigmoid_grad", np.abs(np.sin(draw.normal(5)))))


@check("gradient-check")
def matches_the_slope_everywhere(student, expected, draw):
    """numerical_gradient finds the slope along every entry of x, far better than to 0.1 %."""
    for shape in [(4,), (3, 2), (2, 1, 2)]:
        x, weights = draw.normal(*shape), draw.normal(*shape)
        got = student.call("numerical_gradient", Fn("waves", {"weights": weights}), x)
        same(got, functions.waves_gradient(weights, x), "gradient", student, tolerance=1e-5)


@check("gradient-check", after=matches_the_slope_everywhere)
def restores_the_random_state(student, expected, draw):
    """Every call of f draws the same random numbers, and afterwards the random state is as before."""
    x, weights, seed = draw.normal(3, 2), 1 + draw.normal(3, 2) ** 2, draw.number(0, 2**31)
    f = Fn("noisy", {"weights": weights})
    got = student.call("numerical_gradient", f, x, through="with_random_state", options={"seed": seed})
    grad, following = got if isinstance(got, tuple) and len(got) == 2 else (None, None)
    want = functions.noisy_gradient(weights, x, seed)
    try:
        same(grad, want, "gradient", student, tolerance=1e-5)
    except Failed as problem:
        raise Failed(f"{problem.found}. {STATE}", *problem.values) from None
    if following != np.random.RandomState(seed).random_sample():
        raise Failed("after numerical_gradient, NumPy's random state is another than before")


@check("gradient-check", after=matches_the_slope_everywhere)
def leaves_x_as_it_was(student, expected, draw):
    """After numerical_gradient, x holds what it held before."""
    unchanged(student, ("numerical_gradient", Fn("waves", {"weights": draw.normal(3, 2)}), draw.normal(3, 2)))


def a_network(draw, N=4, dims=(4, 3, 5)):
    Dx, H, Dy = dims
    labels = np.eye(Dy)[draw.numbers(0, Dy, N)]
    return draw.normal(N, Dx), labels, draw.normal((Dx + 1) * H + (H + 1) * Dy) / 2, dims


def block_of(entry, dims):
    """Which of W1, b1, W2, b2 an entry of the packed parameters is in."""
    Dx, H, Dy = dims
    ends = np.cumsum([Dx * H, H, H * Dy, Dy])
    return ("W1", "b1", "W2", "b2")[int(np.searchsorted(ends, entry, side="right"))]


@check("network")
def loss_is_the_summed_cross_entropy(student, expected, draw):
    """The loss is the cross-entropy of every example, summed over the batch."""
    for N, dims in [(4, (4, 3, 5)), (1, (2, 5, 3))]:
        agree(student, expected, "network_loss_and_gradient", *a_network(draw, N, dims), only=("loss",))


@check("network", after=loss_is_the_summed_cross_entropy)
def gradient_is_the_slope_of_the_loss(student, expected, draw):
    """Nudging any parameter changes your loss exactly as much as the gradient says."""
    name, networks = "network_loss_and_gradient", [a_network(draw, N, dims) for N, dims in [(4, (4, 3, 5)), (1, (2, 4, 3))]]

    def ordinary():
        for network in networks:
            block = lambda place, dims=network[-1]: f", which belongs to {block_of(place[0], dims)},"  # noqa: E731
            expect_slope(student, expected, name, network, "params", "grad", block)

    expect_formula(student, expected, name, [a_far_network(*networks[0])], ordinary)


def a_far_network(x, labels, params, dims):
    """The same network with some inputs stretched and others shrunk, and their weights the other way round: its hidden
    values stay what they are. With the factors that make the gradient ordinary again."""
    Dx, H, _ = dims
    stretched = FAR ** np.linspace(-1, 1, Dx)
    factor = np.ones_like(params)
    factor[: Dx * H] = np.repeat(1 / stretched, H)
    return (x * stretched, labels, params * factor, dims), {"grad": factor}


@check("network", after=loss_is_the_summed_cross_entropy)
def leaves_its_inputs_alone(student, expected, draw):
    """The function changes neither the examples, nor the labels, nor the parameters."""
    unchanged(student, ("network_loss_and_gradient", *a_network(draw)))
