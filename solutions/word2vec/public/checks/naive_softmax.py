"""Checks of naive_softmax_loss_and_gradient."""

import numpy as np

from autograder.checks import agree, check, unchanged

from .pairs import (
    HIGH,
    NAIVE,
    OTHERS,
    PAIR,
    SLOPES,  # noqa: F401  read by the engine
    USUAL,
    V2,
    V3,
    WRONG_ONLY_IN,  # noqa: F401  read by the engine
    a_pair,
    keeps_up,
    pair_gradient,
    pairs,
    with_scores,
)

OUTPUTS = {NAIVE: PAIR}
ROWS = {"grad_outside": {"outside_idx": "the outside word"}}


def large_pairs(draw):
    """Draw a pair all of whose scores are near 700.

    (Near -700, a small number that is added to a sum of exponentials would be all there is.)
    """
    return [with_scores(a_pair(draw), HIGH)]


@check("naive-softmax")
def loss_is_the_cross_entropy(student, expected, draw):
    """The loss is -log of the probability that softmax(U v_c) gives to the true outside word."""
    for pair in [*pairs(draw), *large_pairs(draw)]:
        agree(student, expected, NAIVE, *pair, only=("loss",))


@check("naive-softmax", after=loss_is_the_cross_entropy)
def center_gradient_is_the_slope(student, expected, draw):
    """Nudging v_c changes your loss exactly as much as grad_center says."""
    pair_gradient(student, expected, NAIVE, pairs(draw), large_pairs(draw), "center_vec", "grad_center")


@check("naive-softmax", after=loss_is_the_cross_entropy)
def outside_gradient_is_the_slope(student, expected, draw):
    """Nudging any entry of U changes your loss exactly as much as grad_outside says."""
    pair_gradient(student, expected, NAIVE, pairs(draw), large_pairs(draw), "outside_vecs", "grad_outside")


@check("naive-softmax", after=loss_is_the_cross_entropy)
def keeps_up_with_a_large_vocabulary(student, expected, draw):
    """With a thousand words and two hundred dimensions, the answer still comes within a blink."""
    keeps_up(student, expected, NAIVE, draw)


@check("naive-softmax", after=loss_is_the_cross_entropy)
def leaves_its_inputs_alone(student, expected, draw):
    """The function changes neither v_c nor U."""
    unchanged(student, (NAIVE, *a_pair(draw)))


def probe(draw):
    v, _, U = a_pair(draw)
    # a fixed row is right at most once, a fixed size or a size that stands for another nowhere
    return [
        (NAIVE, (v, 2, U)),
        (NAIVE, (v, 3, U)),
        (NAIVE, a_pair(draw, 9, 4, o=6)),
        (NAIVE, a_pair(draw, 3, 7, o=0)),
    ]


def sizes(v, o, U):
    return {"V": len(U), "D": len(v)}


def situations(draw):
    return {
        "usual": [(NAIVE, a_pair(draw, *USUAL, o=o)) for o in (2, 0, 4, 1, 3)],
        "sizes": [(NAIVE, a_pair(draw, *size)) for size in (*OTHERS, (9, 4))],
    }


ONE, TWO = np.array([1.0]), np.array([1.0, 2.0])
SMALL = [(NAIVE, (ONE, 0, V2)), (NAIVE, (ONE, 1, V2)), (NAIVE, (TWO, 1, V3))]
