"""Functions that the handouts gave, or asked for in another file, for folders that lack them."""

import functools
import types

import numpy as np


def normalizeRows(x):  # noqa: N802  the handouts' name
    """Return the rows at unit length."""
    return x / np.sqrt(np.sum(x**2, axis=1)).reshape(-1, 1)


def softmax(x):
    """Return probabilities along the last axis."""
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def sigmoid(x):
    """Return the logistic function of moderate numbers."""
    return 1 / (1 + np.exp(-x))


def sigmoid_grad(s):
    """Return the slope of the sigmoid from its value."""
    return s * (1 - s)


def getNegativeSamples(true_word, dataset, K):  # noqa: N802  as above
    """Draw K words that are not the true one."""
    drawn = []
    while len(drawn) < K:
        word = dataset.sampleTokenIdx()
        drawn += [word] if word != true_word else []
    return drawn


def gradcheck_naive(f, x, gradientText=""):
    """Do nothing in place of the handouts' self-test: graded work is tested from outside."""


def nothing(*given, **named):
    """Do nothing, as above."""


grad_tests_softmax = grad_tests_negsamp = nothing
LENT = (normalizeRows, softmax, sigmoid, sigmoid_grad, getNegativeSamples, gradcheck_naive)


def each(iterable=(), *given, **named):
    """Return what is iterated over: a bar of progress is nothing to a result."""
    return iterable


def trange(*given, **named):
    """Return a range, as above."""
    return range(*given)


MOVED = {"xrange": range, "range": range, "zip": zip, "map": map, "filter": filter, "input": nothing}
MOVED["reduce"] = functools.reduce
WORKING = {  # modules that need not be missed: what they are for can be done here
    "tqdm": {"tqdm": each, "trange": trange},
    "tqdm.auto": {"tqdm": each, "trange": trange},
    "tqdm.notebook": {"tqdm": each, "trange": trange},
    "six": {"PY2": False, "PY3": True, "moves": types.SimpleNamespace(**MOVED)},
    "six.moves": MOVED,
    "past.builtins": MOVED,
    "future.builtins": MOVED,
}
