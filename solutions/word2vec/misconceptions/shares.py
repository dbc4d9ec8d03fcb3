"""Give the parts that losses and gradients are sums of, so that a check can tell which one is off."""

import numpy as np
from reference.foundations import network_loss_and_gradient, sigmoid, softmax

from autograder.checks.shares import shares

TRUE, NORMALIZER, NEGATIVES = "the true word", "the normalizing sum", "the negatives"
NAMES = "loss", "grad_center_vecs", "grad_outside_vecs"


def naive(v, o, U):
    """Return the pair's (loss, slope by v, slope by U), for each part."""
    y, e = softmax(U @ v), np.eye(len(U))[o]
    largest = np.max(U @ v)
    return {
        TRUE: (-U[o] @ v, -U[o], -np.outer(e, v)),
        NORMALIZER: (largest + np.log(np.sum(np.exp(U @ v - largest))), U.T @ y, np.outer(y, v)),
    }


def sampled(v, o, U, negatives):
    """As above, with negatives."""
    grad = np.zeros(U.shape)
    q = sigmoid(U[negatives] @ v)
    np.add.at(grad, negatives, np.outer(q, v))
    slope = sigmoid(U[o] @ v) - 1
    return {
        TRUE: (-np.log(sigmoid(U[o] @ v)), slope * U[o], np.outer(np.eye(len(U))[o], slope * v)),
        NEGATIVES: (-np.sum(np.log(sigmoid(-U[negatives] @ v))), U[negatives].T @ q, grad),
    }


def by_output(parts, names):
    """Return {output: {part: share}} of {part: (share of each output)}."""
    return {name: {part: values[i] for part, values in parts.items()} for i, name in enumerate(names)}


@shares("naive_softmax_loss_and_gradient")
def of_a_pair(v, o, U):
    """Return the shares of the true word and of the normalizing sum."""
    return by_output(naive(v, o, U), ("loss", "grad_center", "grad_outside"))


@shares("negative_sampling_loss_and_gradient")
def of_a_pair_with_negatives(v, o, U, negatives):
    """Return the shares of the true word and of the negatives."""
    return by_output(sampled(v, o, U, negatives), ("loss", "grad_center", "grad_outside"))


def pair(v, o, U, negatives):
    """Return a pair's parts, with or without negatives."""
    return naive(v, o, U) if negatives is None else sampled(v, o, U, negatives)


def total(parts):
    """Add up the parts of a pair."""
    return tuple(sum(values) for values in zip(*parts.values(), strict=True))


def in_rows(values, rows, shape):
    """Return (loss, the slope by v in some rows of a matrix of this shape, the slope by U)."""
    loss, slope, by_U = values
    grad = np.zeros(shape)
    np.add.at(grad, rows, slope)
    return loss, grad, by_U


@shares("skipgram_loss_and_gradient")
def of_a_skipgram(center, outside, center_vecs, outside_vecs, negatives=None):
    """Return the shares of the first outside word, of the last, and of those between."""
    found = {}
    for place, o in enumerate(outside):
        drawn = None if negatives is None else negatives[place]
        whose = "the first outside word" if not place else "the words between the first and the last"
        whose = "the last outside word" if place and place == len(outside) - 1 else whose
        values = in_rows(total(pair(center_vecs[center], o, outside_vecs, drawn)), center, center_vecs.shape)
        before = found.get(whose, (0.0, 0.0, 0.0))
        found[whose] = tuple(a + b for a, b in zip(before, values, strict=True))
    return by_output(found, NAMES)


@shares("cbow_loss_and_gradient")
def of_a_bag(center, outside, center_vecs, outside_vecs, negatives=None):
    """Return the shares of the one pair that the window is."""
    drawn = None if negatives is None else negatives[0]
    parts = pair(center_vecs[outside].sum(axis=0), center, outside_vecs, drawn)
    shape = center_vecs.shape
    return by_output({part: in_rows(values, outside, shape) for part, values in parts.items()}, NAMES)


@shares("minibatch_loss_and_gradient")
def of_a_minibatch(centers, contexts, center_vecs, outside_vecs, negatives=None):
    """Return the shares of the first window and of the others."""
    found = {}
    for b, (center, context) in enumerate(zip(centers, contexts, strict=True)):
        whose = "the windows after the first" if b else "the first window"
        drawn = None if negatives is None else negatives[b]
        window = of_a_skipgram(center, context, center_vecs, outside_vecs, drawn)
        values = [sum(window[name].values()) / len(centers) for name in NAMES]
        before = found.get(whose, (0.0, 0.0, 0.0))
        found[whose] = tuple(a + b for a, b in zip(before, values, strict=True))
    return by_output(found, NAMES)


@shares("network_loss_and_gradient")
def of_a_network(x, labels, params, dims):
    """Return the shares of W1, b1, W2 and b2 in the packed gradient; the loss is in one piece."""
    loss, grad = network_loss_and_gradient(x, labels, params, dims)
    Dx, H, Dy = dims
    blocks, ends = {}, np.cumsum([0, Dx * H, H, H * Dy, Dy])
    for name, start, end in zip(("W1", "b1", "W2", "b2"), ends[:-1], ends[1:], strict=True):
        blocks[name] = np.where((np.arange(grad.size) >= start) & (np.arange(grad.size) < end), grad, 0.0)
    return {"loss": {"": loss}, "grad": blocks}


@shares("sigmoid_grad")
def of_a_sigmoid_grad(s):
    """Return the shares of s and of its square."""
    return {"sigmoid_grad": {"s": s, "s²": -(s**2)}}


@shares("sgd")
def of_one_step(descent, x0, step, num_steps, postprocess=None, anneal_every=None):
    """Return the shares of the start and of the gradient, where there is one step and nothing more."""
    if num_steps > 1 or postprocess is not None:
        return {"sgd": {}}
    middle, drift = descent.settings["middle"], descent.settings["drift"]
    gradient = x0 - middle - drift * np.sin(1)  # of functions.DriftingBowl, when it is first asked
    return {"sgd": {"x0, in a run of one step,": x0, "the gradient, in a run of one step,": -step * gradient}}
