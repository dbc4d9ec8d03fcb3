"""Checks of negative_sampling_loss_and_gradient."""

import numpy as np

from autograder.checks import agree, check, expect_slope, unchanged

from .pairs import (
    NEGATIVE,
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
)

OUTPUTS = {NEGATIVE: PAIR}
ROWS = {"grad_outside": {"negative_idxs": "a negative", "outside_idx": "the outside word"}}


def sampled_pairs(draw):
    """Draw pairs with negatives that are all different."""
    pairs = [(a_pair(draw, V, D), K) for V, D, K in [(7, 3, 4), (6, 4, 1), (9, 2, 5)]]
    return [(*pair, draw.others(len(pair[2]), K, without=pair[1])) for pair, K in pairs]


def a_pair_with_repeats(draw, V=5, D=3, K=8):
    """Draw a pair of whose K negatives some are the same word."""
    v, o, U = a_pair(draw, V, D)
    return v, o, U, draw.repeats(V, K, without=o)


@check("negative-sampling")
def loss_is_the_negative_sampling_loss(student, expected, draw):
    """The loss is -log sigmoid(u_o·v_c), minus log sigmoid(-u_k·v_c) for every negative given."""
    for pair in sampled_pairs(draw):
        agree(student, expected, NEGATIVE, *pair, only=("loss",))


@check("negative-sampling", after=loss_is_the_negative_sampling_loss)
def center_gradient_is_the_slope(student, expected, draw):
    """Nudging v_c changes your loss exactly as much as grad_center says."""
    pair_gradient(student, expected, NEGATIVE, sampled_pairs(draw), "center_vec", "grad_center")


@check("negative-sampling", after=loss_is_the_negative_sampling_loss)
def outside_gradient_is_the_slope(student, expected, draw):
    """Nudging any entry of U changes your loss exactly as much as grad_outside says."""
    pair_gradient(student, expected, NEGATIVE, sampled_pairs(draw), "outside_vecs", "grad_outside")
    keeps_up(student, expected, NEGATIVE, draw, K=5)


@check("negative-sampling", after=(center_gradient_is_the_slope, outside_gradient_is_the_slope))
def repeated_negatives_count_each_time(student, expected, draw):
    """A negative that was drawn twice counts twice: in the loss and in both gradients."""
    for pair in [a_pair_with_repeats(draw), a_pair_with_repeats(draw, V=3, D=4, K=5)]:
        agree(student, expected, NEGATIVE, *pair, only=("loss",))
        expect_slope(student, expected, NEGATIVE, pair, by="center_vec", output="grad_center")
        expect_slope(student, expected, NEGATIVE, pair, by="outside_vecs", output="grad_outside")


@check("negative-sampling", after=loss_is_the_negative_sampling_loss)
def leaves_its_inputs_alone(student, expected, draw):
    """The function changes neither v_c, nor U, nor the negatives."""
    unchanged(student, (NEGATIVE, *a_pair_with_repeats(draw)))


def probe(draw):
    return [(NEGATIVE, a_pair_with_repeats(draw, V=6))]


def _sampled(draw, V, D, repeats=False):
    v, o, U = a_pair(draw, V, D)
    return NEGATIVE, (v, o, U, draw.repeats(V, 4, without=o) if repeats else draw.others(V, 3, without=o))


def situations(draw):
    return {
        "usual": [_sampled(draw, *USUAL) for _ in range(3)],
        "sizes": [_sampled(draw, *size) for size in OTHERS],
        "repeats": [_sampled(draw, *USUAL, repeats=True) for _ in range(3)],
    }


ONE, TWO = np.array([1.0]), np.array([1.0, 2.0])
SMALL = [
    (NEGATIVE, (ONE, 0, V2, np.array([1]))),
    (NEGATIVE, (ONE, 0, V2, np.array([1, 1]))),
    (NEGATIVE, (TWO, 2, V3, np.array([0, 1, 0]))),
]
