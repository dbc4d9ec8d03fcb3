"""Checks of notebook 4."""

import numpy as np

from ..sandbox.wire import Fn
from .core import agree, check, unchanged
from .word2vec import negatives_of, tame, windows_agree

MINIBATCH = "minibatch_loss_and_gradient"


def a_batch(draw, V=8, D=3, K=None, sizes=(3, 1, 4)):
    """Windows of different sizes; two of them share their center word."""
    centers = draw.numbers(0, V, len(sizes))
    centers[-1] = centers[0]
    contexts = [draw.numbers(0, V, M) for M in sizes]
    negatives = None if K is None else [negatives_of(draw, V, K, context) for context in contexts]
    center_vecs = draw.normal(V, D)
    return centers, contexts, center_vecs, tame(draw.normal(V, D), *center_vecs[centers]), negatives


@check("minibatch")
def loss_is_the_mean_over_windows(student, expected, draw):
    """The loss is the mean of the windows' losses, with and without negatives."""
    for batch in [a_batch(draw), a_batch(draw, K=3), a_batch(draw, V=5, D=6, K=2, sizes=(2, 2))]:
        agree(student, expected, MINIBATCH, *batch, only=("loss",))


@check("minibatch", after=loss_is_the_mean_over_windows)
def gradients_add_up_where_words_repeat(student, expected, draw):
    """A word that occurs in several windows collects the gradient of every one of them."""
    batches = [a_batch(draw), a_batch(draw, K=3), a_batch(draw, V=5, D=6, K=2, sizes=(2, 2))]
    windows_agree(student, expected, MINIBATCH, batches)


@check("minibatch", after=loss_is_the_mean_over_windows)
def leaves_its_inputs_alone(student, expected, draw):
    """The function changes neither the matrices nor the windows."""
    unchanged(student, (MINIBATCH, *a_batch(draw, K=3)))


def a_descent(draw, *shape):
    """A loss whose minimum moves with every call, so that its calls are counted, and a start."""
    bowl = {"middle": draw.normal(*shape), "drift": draw.normal(*shape)}
    return Fn("drifting_bowl", bowl), draw.normal(*shape)


@check("sgd")
def takes_steps_downhill(student, expected, draw):
    """Each of the num_steps steps asks once for the gradient and goes `step` times its length downhill."""
    for shape, steps in [((4,), 7), ((3, 2), 1), ((2, 3), 12)]:
        descent, x0 = a_descent(draw, *shape)
        agree(student, expected, "sgd", descent, x0, 0.1, steps, tolerance=1e-9)


@check("sgd", after=takes_steps_downhill)
def halves_the_step_on_time(student, expected, draw):
    """After every anneal_every steps, not before and not later, the step is half as long."""
    for anneal_every, steps in [(3, 10), (4, 8), (1, 3)]:
        descent, x0 = a_descent(draw, 3, 2)
        agree(student, expected, "sgd", descent, x0, 0.3, steps, None, anneal_every, tolerance=1e-9)


@check("sgd", after=takes_steps_downhill)
def postprocesses_once_a_step(student, expected, draw):
    """postprocess is applied to x once after every step, the last one included."""
    for steps in [5, 1]:
        descent, x0 = a_descent(draw, 3, 2)
        agree(student, expected, "sgd", descent, x0, 0.1, steps, Fn("pull_in", {"factor": 0.7}), tolerance=1e-9)


@check("sgd", after=(takes_steps_downhill, halves_the_step_on_time))
def ends_in_the_same_place_after_a_crash(student, expected, draw):
    """Interrupted at any step and called again, sgd ends where an uninterrupted run ends."""
    middle, x0 = draw.normal(3, 2), draw.normal(3, 2)
    for crash_at in [1, 4, 6]:
        descent = Fn("still_bowl", {"middle": middle, "crash_at": crash_at})
        agree(student, expected, "sgd", descent, np.copy(x0), 0.3, 9, None, 4, through="interrupted", tolerance=1e-9)
