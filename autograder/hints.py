"""Recognises a misconception by its values: on public probes, the student's outputs are its outputs."""

import itertools

import numpy as np

from .sandbox.calls import StudentError
from .checks import learning, treebank, word2vec
from .checks.core import Draw, Failed, numeric
from .checks.foundations import LARGE, a_network
from .sandbox.wire import Fn


def probes(question, key="probe"):
    """Calls that tell the question's misconceptions apart: (function, arguments, through, options)."""
    for function, arguments, *rest in PROBES[question](Draw(key, question)):
        yield function, arguments, *(rest or (None, {}))


def _numerical(draw):
    x, weights = draw.normal(3, 2), draw.normal(3, 2)
    f, noisy = Fn("waves", {"weights": weights}), Fn("noisy", {"weights": weights})
    return [("numerical_gradient", (f, x)), ("numerical_gradient", (noisy, x), "with_random_state", {"seed": 1})]


def _pairs(draw):
    v, o, U = word2vec.a_pair(draw)
    return [(word2vec.NAIVE, (v, o, U)), (word2vec.NAIVE, (v, (o + 1) % len(U), U))]  # a fixed row is right at most once


def _sgd(draw):
    descent, x0 = learning.a_descent(draw, 2, 3)
    crashing = Fn("still_bowl", {"middle": draw.normal(2, 3), "crash_at": 6})  # when the step was halved already
    return [
        ("sgd", (descent, x0, 0.1, 7, Fn("pull_in", {"factor": 0.7}), 3)),
        ("sgd", (crashing, x0, 0.3, 9, None, 3), "interrupted", {}),
    ]


PROBES = {
    "softmax": lambda draw: [("softmax", (2 * draw.normal(5),)), ("softmax", (np.array([[LARGE], [-LARGE], [0]]) + draw.normal(3, 4),))],
    "sigmoid": lambda draw: [("sigmoid", (np.append(draw.normal(4), [-1.3, LARGE]),)), ("sigmoid_grad", (np.abs(np.sin(draw.normal(5))),))],
    "gradient-check": _numerical,
    "network": lambda draw: [("network_loss_and_gradient", a_network(draw))],
    "normalize-rows": lambda draw: [("normalize_rows", (np.vstack([3 * draw.normal(3, 3), draw.normal(2, 3) / 9, np.zeros((1, 3))]),))],
    "naive-softmax": _pairs,
    "negative-sampling": lambda draw: [(word2vec.NEGATIVE, word2vec.a_pair_with_repeats(draw, V=6))],
    "skipgram": lambda draw: [(word2vec.SKIPGRAM, word2vec.skipgram_window(draw)), (word2vec.SKIPGRAM, word2vec.a_window(draw))],
    "cbow": lambda draw: [(word2vec.CBOW, word2vec.cbow_window(draw)), (word2vec.CBOW, word2vec.a_window(draw))],
    "minibatch": lambda draw: [(learning.MINIBATCH, learning.a_batch(draw, K=3))],
    "sgd": _sgd,
    "sentence-features": lambda draw: [("sentence_features", (np.array([1, 3, 3, 0]), draw.normal(5, 3)))],
    "sentiment": lambda draw: [("choose_regularization", (treebank.a_sweep(draw),)) for _ in range(8)],  # one choice may be chance
}


def outputs(question, caller, key="probe"):
    """What the functions give on the probes, flat; None for one that gives no numbers."""
    found = []
    for function, arguments, through, options in probes(question, key):
        try:
            reply = caller.call(function, arguments, through, options)
            found.append(flat(reply.value) | {"changed": reply.changed})
        except (StudentError, Failed):
            found.append(None)
    return found


def flat(value):
    """A value's shapes and numbers, as JSON holds them."""
    if isinstance(value, dict):
        value = tuple(value.values())
    parts = [numeric(part, "") for part in (value if isinstance(value, (tuple, list)) else (value,))]
    return {"shapes": [list(p.shape) for p in parts], "numbers": [float(x) for p in parts for x in p.ravel()]}


def find(question, caller, table, key="probe"):
    """The hint of the misconception, or of the first of two, whose outputs are the student's; None if there is none.

    The table holds the outputs on the probes of that key.
    """
    got, bank = outputs(question, caller, key), table.content["misconceptions"].get(question, [])
    for known in bank:
        if any(known["outputs"]) and all(map(alike, got, known["outputs"])):
            return known["hint"]
    right = table.content["right"].get(question, [])
    for first, second in itertools.combinations(bank, 2):
        if all(map(both, got, right, first["outputs"], second["outputs"])):
            return f"{first['hint']} (There is another mistake besides this one.)"
    return None


def both(got, right, first, second):
    """Whether the outputs are off by what each of two misconceptions is off by, together.

    That is so for mistakes in different terms of a sum, or in different outputs.
    """
    if not all((got, right, first, second)) or not got["shapes"] == right["shapes"] == first["shapes"] == second["shapes"]:
        return False
    numbers = [np.array(side["numbers"]) for side in (got, right, first, second)]
    off, one, other = (side - numbers[1] for side in (numbers[0], numbers[2], numbers[3]))
    return bool(np.any(one) and np.any(other)) and np.allclose(off, one + other, rtol=1e-7, atol=1e-9)


def alike(got, known):
    if got is None or known is None:
        return got is known
    same = got["shapes"] == known["shapes"] and got["changed"] == known["changed"]
    return same and np.allclose(got["numbers"], known["numbers"], rtol=1e-7, atol=1e-9, equal_nan=True)
