"""Inputs and checks of one (center, outside) pair.

V and D are unequal everywhere, so that a transpose cannot hide.
"""

import numpy as np

from autograder.checks import FAR, Fn, agree, expect_formula, expect_quick, expect_slope

NAIVE, NEGATIVE = "naive_softmax_loss_and_gradient", "negative_sampling_loss_and_gradient"
PAIR = ("loss", "grad_center", "grad_outside")
SLOPES = {"grad_center": "center_vec", "grad_outside": "outside_vecs"}

LARGE_V, LARGE_D = 1000, 200
LARGE_SIZE = f"V = {LARGE_V:,} and D = {LARGE_D}"

HIGH = 700.0  # a score whose exponential is just not too large for a float
USUAL, OTHERS = (5, 3), ((6, 2), (7, 4), (4, 6))  # (V, D) of small calls of one pair
WRONG_ONLY_IN = {
    "sizes": "With V = 5 and D = 3 everything is right, with three other sizes it is not: "
    "is a size written into the code?",
    "repeats": "Everything is right as long as no word occurs twice, and wrong when one does.",
}
V2, V3 = np.array([[1.0], [0.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])  # with plain numbers
C2, C3 = np.array([[1.0], [2.0]]), np.array([[1.0, 2.0], [0.5, 0.0], [0.0, 1.0]])


def tame(outside_vecs, *centers):
    """Scale outside vectors so that no score is beyond ±2.

    No probability is tiny then, so one way of writing the loss gets one verdict, whatever is drawn.
    """
    largest = max(np.max(np.abs(outside_vecs @ center)) for center in centers)
    return outside_vecs * min(1.0, 2 / largest)


def a_pair(draw, V=5, D=3, o=None):
    """Draw a pair (v_c (D,), o, U (V, D)); o may be given."""
    v, drawn, U = draw.normal(D), draw.number(1, V), draw.normal(V, D)
    return v, drawn if o is None else o, tame(U, v)


def pairs(draw):
    """Draw pairs of different sizes; the true word is the first one, the last one, and another.

    Two words of one have the same vector.
    """
    several = [a_pair(draw, 5, 3), a_pair(draw, 3, 5, o=2), a_pair(draw, 7, 2, o=0), a_pair(draw, 4, 4, o=1)]
    U = several[2][2]
    U[3] = U[0]
    return several


def far(arguments, center, outside, outputs):
    """Stretch some dimensions of the center vectors, shrink others, and the outside ones the other way round.

    All scores stay what they are. `center` and `outside` are places of arguments. Returns the arguments, and
    the factors that make the gradients in `outputs` ordinary again.
    """
    stretched = FAR ** np.linspace(-1, 1, arguments[center].shape[-1])
    scales = {center: stretched, outside: 1 / stretched}
    changed = [argument * scales[i] if i in scales else argument for i, argument in enumerate(arguments)]
    return changed, {name: stretched if "center" in name else 1 / stretched for name in outputs}


def with_scores(pair, scores):
    """Return a pair with these added to the scores of its words, (V,) or one number for all."""
    v, o, U, *negatives = pair
    return v, o, U + np.outer(np.broadcast_to(scores, len(U)), v) / (v @ v), *negatives


def pair_gradient(student, expected, function, pairs, large, by, output):
    """Check a pair's gradient by its slope, its value, and its digits where vectors are long or short.

    Of the `large` ones, whose scores are large, the value alone.
    """

    def ordinary():
        for pair in pairs:
            expect_slope(student, expected, function, pair, by, output)
        for pair in large:
            agree(student, expected, function, *pair, only=(output,))

    far_away = [far(pair, 0, 2, [output]) for pair in pairs]
    expect_formula(student, expected, function, far_away, ordinary)


def keeps_up(student, expected, function, draw, K=None):
    """Check one pair with a vocabulary so large that only a formula is quick."""
    v, o = draw.normal(LARGE_D) / LARGE_D, draw.number(0, LARGE_V)
    U = Fn("product", {"a": draw.normal(LARGE_V, 2), "b": draw.normal(2, LARGE_D)})  # all scores are small
    negatives = () if K is None else (draw.others(LARGE_V, K, without=o),)
    rows = np.array([o, *(negatives[0][:2] if negatives else draw.numbers(0, LARGE_V, 2))])
    expect_quick(student, expected, function, (v, o, U, *negatives), rows, LARGE_SIZE)
