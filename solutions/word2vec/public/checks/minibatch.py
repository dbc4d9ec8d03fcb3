"""Checks of minibatch_loss_and_gradient."""

import numpy as np

from autograder.checks import agree, check, unchanged

from .pairs import C2, V2, tame
from .windows import SLOPES as SLOPES  # read by the engine
from .windows import WINDOW, matrices, negatives_of, situations_of, windows_agree
from .windows import WRONG_ONLY_IN as WRONG_ONLY_IN  # as above

MINIBATCH = "minibatch_loss_and_gradient"
OUTPUTS = {MINIBATCH: WINDOW}


def a_batch(draw, V=11, D=5, K=None, sizes=(4, 1, 2)):
    """Draw windows of different sizes; two of them share their center word."""
    centers = draw.numbers(0, V, len(sizes))
    centers[-1] = centers[0]
    centers[1:-1] = 0
    contexts = [draw.numbers(0, V, M) for M in sizes]
    negatives = None if K is None else [negatives_of(draw, V, K, context) for context in contexts]
    center_vecs = draw.normal(V, D)
    return centers, contexts, center_vecs, tame(draw.normal(V, D), *center_vecs[centers]), negatives


def batches(draw):
    """Draw three minibatches, without and with negatives."""
    return [
        a_batch(draw),
        a_batch(draw, K=3),
        a_batch(draw, V=4, D=6, K=2, sizes=(3, 3)),
        a_batch(draw, V=5, D=5, K=1, sizes=(1,)),
    ]


@check("minibatch")
def loss_is_the_mean_over_windows(student, expected, draw):
    """The loss is the mean of the windows' losses, with and without negatives."""
    for batch in batches(draw):
        agree(student, expected, MINIBATCH, *batch, only=("loss",))


@check("minibatch", after=loss_is_the_mean_over_windows)
def gradients_add_up_where_words_repeat(student, expected, draw):
    """A word that occurs in several windows collects the gradient of every one of them."""
    windows_agree(student, expected, MINIBATCH, batches(draw))


@check("minibatch", after=loss_is_the_mean_over_windows)
def leaves_its_inputs_alone(student, expected, draw):
    """The function changes neither the matrices nor the windows."""
    unchanged(student, (MINIBATCH, *a_batch(draw, K=3)))


def probe(draw):
    return [
        (MINIBATCH, a_batch(draw, K=3)),
        (MINIBATCH, a_batch(draw, V=17, D=2, sizes=(5, 3, 6, 4))),
        (MINIBATCH, a_batch(draw, V=13, D=7, K=4, sizes=(3, 2))),
    ]


def _small(draw, V, D, M, repeats=False, negatives=False):
    """Draw windows of one or two words, M - 1 of them; no word occurs twice, or the center does."""
    words = list(draw.rng.permutation(V))
    centers = np.array([words.pop() for _ in range(M - 1)])
    if repeats:
        centers[-1] = centers[0]
    contexts = [np.array([words.pop() for _ in range(2 if b == 1 else 1)]) for b in range(M - 1)]
    rows = [np.array([[words.pop()] for _ in context]) for context in contexts]
    return MINIBATCH, (centers, contexts, *matrices(draw, V, D), rows if negatives else None)


def sizes(centers, contexts, center_vecs, outside_vecs, negatives=None):
    pairs = sum(map(len, contexts))
    windows = {"the number of windows": len(centers), "the number of pairs": pairs}
    return windows | {"V": len(center_vecs), "D": center_vecs.shape[1]}


def situations(draw):
    return situations_of(_small, draw)


ZERO, ONE = np.array([0]), np.array([1])
SMALL = [
    (MINIBATCH, (ZERO, [ONE], C2, V2, None)),
    (MINIBATCH, (np.array([0, 0]), [ONE, np.array([1, 0])], C2, V2, None)),
    (MINIBATCH, (np.array([0, 1]), [ONE, ZERO], C2, V2, [np.array([[0]]), np.array([[1]])])),
]
