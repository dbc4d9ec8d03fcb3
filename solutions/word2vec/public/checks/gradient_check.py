"""Checks of numerical_gradient."""

import numpy as np

from autograder.checks import Failed, Fn, check, same, unchanged

from .. import functions

STATE = (
    "Here f draws random numbers: "
    "before every call of it, the random state should be what it was at the very start"
)
TOLERANCE = 1e-5  # of a measured slope


@check("gradient-check")
def matches_the_slope_everywhere(student, expected, draw):
    """numerical_gradient finds the slope along every entry of x, far better than to 0.1 %."""
    for shape, through in [
        ((4,), None),
        ((2, 5), None),
        ((3, 1, 2), None),
        ((1, 3), None),
        ((3, 2), "with_columns_first"),
    ]:
        x, weights = draw.normal(*shape), draw.normal(*shape)
        got = student.call("numerical_gradient", Fn("waves", {"weights": weights}), x, through=through)
        same(got, functions.waves_gradient(weights, x), "gradient", student, TOLERANCE)


@check("gradient-check", after=matches_the_slope_everywhere)
def restores_the_random_state(student, expected, draw):
    """Every call of f draws the same random numbers, and afterwards the random state is as before."""
    x, weights, seed = draw.normal(3, 2), 1 + draw.normal(3, 2) ** 2, draw.number(0, 2**31)
    f = Fn("noisy", {"weights": weights})
    got = student.call("numerical_gradient", f, x, through="with_random_state", options={"seed": seed})
    grad, following = got if isinstance(got, tuple) and len(got) == 2 else (None, None)
    want = functions.noisy_gradient(weights, x, seed)
    try:
        same(grad, want, "gradient", student, TOLERANCE)
    except Failed as problem:
        raise Failed(f"{problem.found}. {STATE}", *problem.values) from None
    if not isinstance(following, float) or following != np.random.RandomState(seed).random_sample():
        raise Failed("after numerical_gradient, NumPy's random state is another than before")


@check("gradient-check", after=matches_the_slope_everywhere)
def leaves_x_as_it_was(student, expected, draw):
    """After numerical_gradient, x holds what it held before."""
    unchanged(student, ("numerical_gradient", Fn("waves", {"weights": draw.normal(3, 2)}), draw.normal(3, 2)))


def probe(draw):
    x, weights = draw.normal(5, 2), draw.normal(5, 2)
    f, noisy = Fn("waves", {"weights": weights}), Fn("noisy", {"weights": weights})
    return [
        ("numerical_gradient", (f, x)),
        ("numerical_gradient", (Fn("waves", {"weights": weights.T}), x.T + 1)),
        ("numerical_gradient", (noisy, x), "with_random_state", {"seed": 1}),
    ]


WRONG_ONLY_IN = {"matrices": "For vectors the slopes are right, for matrices they are not."}


def situations(draw):
    def at(*shape):
        return "numerical_gradient", (Fn("waves", {"weights": draw.normal(*shape)}), draw.normal(*shape))

    return {"usual": [at(3), at(5), at(2)], "matrices": [at(2, 3), at(4, 2)]}
