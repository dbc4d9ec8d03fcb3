"""Checks of negative_sampling_loss_and_gradient."""

import numpy as np

from autograder.checks import agree, check, expect_slope, unchanged

from .pairs import (
    HIGH,
    NEGATIVE,
    PAIR,
    SLOPES,  # noqa: F401  read by the engine
    USUAL,
    V2,
    V3,
    WRONG_ONLY_IN,  # noqa: F401  read by the engine
    a_pair,
    keeps_up,
    pair_gradient,
    with_scores,
)

OUTPUTS = {NEGATIVE: PAIR}
ROWS = {"grad_outside": {"negative_idxs": "a negative", "outside_idx": "the outside word"}}


def sampled_pairs(draw):
    """Draw pairs with negatives that are all different; in one they are the true word's neighbours."""
    sizes = [(7, 3, 4, 2), (6, 4, 1, 0), (9, 2, 5, 8), (5, 5, 2, 1)]
    pairs = [(a_pair(draw, V, D, o=o), K) for V, D, K, o in sizes]
    several = [(*pair, draw.others(len(pair[2]), K, without=pair[1])) for pair, K in pairs]
    return [*several, (*a_pair(draw, 6, 3, o=2), np.array([3, 1]))]


def large_pairs(draw):
    """Draw a pair whose true word's score is near 700, a negative's near -700: both count next to nothing.

    (The other way round the loss is 1,400, which log(p + 1e-8) does not reach.)
    """
    pair = a_pair(draw, 6, 4, o=3)
    return [(*with_scores(pair, HIGH * np.array([0, -1, 0, 1, 0, 0])), np.array([1, 0, 5]))]


def a_pair_with_repeats(draw, V=5, D=3, K=8, o=None):
    """Draw a pair of whose K negatives some are the same word."""
    v, o, U = a_pair(draw, V, D, o)
    return v, o, U, draw.repeats(V, K, without=o)


@check("negative-sampling")
def loss_is_the_negative_sampling_loss(student, expected, draw):
    """The loss is -log sigmoid(u_o·v_c), minus log sigmoid(-u_k·v_c) for every negative given."""
    for pair in [*sampled_pairs(draw), *large_pairs(draw)]:
        agree(student, expected, NEGATIVE, *pair, only=("loss",))


@check("negative-sampling", after=loss_is_the_negative_sampling_loss)
def center_gradient_is_the_slope(student, expected, draw):
    """Nudging v_c changes your loss exactly as much as grad_center says."""
    several, large = sampled_pairs(draw), large_pairs(draw)
    pair_gradient(student, expected, NEGATIVE, several, large, "center_vec", "grad_center")


@check("negative-sampling", after=loss_is_the_negative_sampling_loss)
def outside_gradient_is_the_slope(student, expected, draw):
    """Nudging any entry of U changes your loss exactly as much as grad_outside says."""
    several, large = sampled_pairs(draw), large_pairs(draw)
    pair_gradient(student, expected, NEGATIVE, several, large, "outside_vecs", "grad_outside")


@check("negative-sampling", after=loss_is_the_negative_sampling_loss)
def keeps_up_with_a_large_vocabulary(student, expected, draw):
    """With a thousand words, two hundred dimensions and five negatives, the answer comes within a blink."""
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
    v, o, U = a_pair(draw, 11, 2, o=0)
    return [
        (NEGATIVE, a_pair_with_repeats(draw, V=6)),
        (NEGATIVE, a_pair_with_repeats(draw, V=13, D=5, K=7, o=4)),
        (NEGATIVE, (v, o, U, draw.others(11, 4, without=o))),
    ]


def _sampled(draw, V, D, K=3, o=None, repeats=False):
    v, o, U = a_pair(draw, V, D, o)
    negatives = draw.others(V, K, without=o)
    if repeats:
        negatives[-1] = negatives[0]
    return NEGATIVE, (v, o, U, negatives)


def sizes(v, o, U, negatives):
    return {"K": len(negatives), "V": len(U), "D": len(v)}


def situations(draw):
    return {
        "usual": [_sampled(draw, *USUAL, K=K, o=o) for K, o in ((3, 2), (4, 0), (1, 4), (2, 1))],
        "sizes": [_sampled(draw, *size, K=K) for size, K in (((6, 2), 4), ((9, 4), 7), ((8, 6), 5))],
        "repeats": [_sampled(draw, *USUAL, K=K, repeats=True) for K in (3, 4, 2)],
    }


ONE, TWO = np.array([1.0]), np.array([1.0, 2.0])
SMALL = [
    (NEGATIVE, (ONE, 0, V2, np.array([1]))),
    (NEGATIVE, (ONE, 0, V2, np.array([1, 1]))),
    (NEGATIVE, (TWO, 2, V3, np.array([0, 1, 0]))),
]
