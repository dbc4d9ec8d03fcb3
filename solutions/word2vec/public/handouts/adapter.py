"""Stand in for `w2v_lib` where an old handout's code runs: this course's names, the handout's functions.

It lives in the sandbox with the student's modules, so it holds nothing worth reading. Interfaces are those
that the handouts asked for: of 2017 (q1_softmax.py, q2_*.py, q3_*.py) and of 2019 to 2024 (word2vec.py,
sgd.py).
"""

import contextlib
import importlib
import inspect
import random
import sys
import traceback

import numpy as np

from . import ours, theirs
from .contract import NAIVE, NEGATIVE, RAISED
from .loading import ABSENT, DIVIDED, Absent, Theirs, modules
from .pretend import pretended

FOR_EVER = 20_000  # words that are asked for, in one call

for known in list(sys.modules):  # what another part of this process may have imported
    if any(known == name or known.startswith(f"{name}.") for name in theirs.ABSENT):
        del sys.modules[known]
sys.meta_path[:0] = Theirs(theirs.FILES, theirs.FLOORS), Absent(theirs.ABSENT)


class Dataset:
    """The handouts' `dataset`, with the draws that are asked for; counts how often it was asked."""

    def __init__(self, draws):
        self.draws, self.asked = [int(word) for word in np.ravel(draws)] or [0], 0

    def sampleTokenIdx(self):  # noqa: N802  the handouts' name
        self.asked += 1
        if self.asked > FOR_EVER:
            raise LookupError("it asks the dataset for words for ever")
        return self.draws[(self.asked - 1) % len(self.draws)]

    def getRandomContext(self, size=5):  # noqa: N802  the handouts' name
        words = [chr(ord("a") + word % 26) for word in self.draws]
        return words[0], words[1 : 2 * size + 1]


def found(*names):
    """Return the student's function under the first of these names that has a home."""
    for name in names:
        if name in theirs.HOMES:
            return getattr(importlib.import_module(theirs.HOMES[name]), name)
    raise AttributeError(f"{names[0]} is defined in none of the files")


def called(function, *arguments, **named):
    """Call a function of theirs; return its value."""
    random.seed(31415)
    np.random.seed(9265)
    ABSENT.graded = True  # from now on, what is not here is missed
    try:
        return function(*arguments, **named)
    finally:
        ABSENT.graded = False


def described(problem):
    """Return an exception as values: what it is, its text, and the place in the student's files."""
    file, line, function = "", 0, ""
    for frame in traceback.extract_tb(problem.__traceback__):
        if frame.filename in theirs.SHOWN:
            file, line, function = theirs.SHOWN[frame.filename], frame.lineno or 0, frame.name
    if isinstance(problem, SyntaxError) and problem.filename in theirs.SHOWN:
        file, line = theirs.SHOWN[problem.filename], problem.lineno or 0
    return [RAISED, type(problem).__name__, str(problem)[:500], file, line, function]


def told(function):
    """Let a function return what it raises, as values: on one's own machine, its text is no secret."""

    def wrapped(*arguments, **named):
        try:
            return function(*arguments, **named)
        except (KeyboardInterrupt, MemoryError):
            raise
        except BaseException as problem:
            return described(problem)

    return wrapped


def plain(array):
    """Return a gradient for a vector as a vector, whether it came as a row or as a column."""
    array = np.asarray(array)
    return array.reshape(-1) if array.ndim == 2 and 1 in array.shape else array


class NotNumbers(Exception):
    """Something else came back than numbers and arrays of them."""


def numbers(value):
    """Return a value as an array. Raises NotNumbers."""
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError) as problem:
        if "0-dimensional" in str(problem) or "sequence" in str(problem):
            raise  # NumPy 1 would have taken it
        raise NotNumbers from None


def a_pair(value):
    """Return what a pair's function gave, its center gradient as a vector."""
    loss, center, outside = value
    return loss, plain(center), outside


@told
def softmax(x):
    """Call the handout's function; its tests are of whole numbers, its own code of any."""
    return called(found("softmax"), np.array(x, dtype=float))


@told
def sigmoid(x):
    """Call the handout's function."""
    return called(found("sigmoid"), x)


@told
def sigmoid_grad(s):
    """Call the handout's function."""
    return called(found("sigmoid_grad"), s)


@told
def normalize_rows(x):
    """Call the handout's normalizeRows; rows of zeros, of which no handout speaks, stay zeros."""
    known = np.any(x != 0, axis=1)
    rows = np.zeros(x.shape)
    given = called(found("normalizeRows"), np.array(x[known]))
    if np.shape(given) != x[known].shape:
        return given
    rows[known] = given
    return rows


@told
def network_loss_and_gradient(x, labels, params, dims):
    """Call the handout's forward_backward_prop."""
    return called(found("forward_backward_prop"), x, labels, params, list(dims))


@told
def naive_softmax_loss_and_gradient(center_vec, outside_idx, outside_vecs):
    """Call the handout's naive softmax."""
    return a_pair(called(found(*NAIVE), center_vec, outside_idx, outside_vecs, Dataset([0])))


@told
def negative_sampling_loss_and_gradient(center_vec, outside_idx, outside_vecs, negative_idxs):
    """Call the handout's negative sampling, with a dataset that draws these negatives."""
    drawn = Dataset(negative_idxs)
    return a_pair(
        called(found(*NEGATIVE), center_vec, outside_idx, outside_vecs, drawn, K=len(negative_idxs))
    )


@told
def softmax_of_whole_numbers():
    """Return what the starter's own test gives, an array of integers."""
    return called(found("softmax"), np.array([[1001, 1002], [3, 4]]))


@told
def sgd_that_prints(f, x0, step, num_steps, postprocess):
    """Call the handout's sgd so that it prints as it goes."""
    return called(found("sgd"), f, np.array(x0), step, num_steps, postprocess, False, 2)


@told
def sgd(f, x0, step, num_steps, postprocess=None, anneal_every=20000):
    """Call the handout's sgd, without checkpoints and without printing."""
    return called(found("sgd"), f, np.array(x0), step, num_steps, postprocess, False, 10**9)


# ---------------------------------------------------------------- windows


@told
def window(name, center_idx, outside_idxs, center_vecs, outside_vecs, size, draws):
    """Let skipgram or cbow add up a pair function that is nobody's.

    Returns [what it gave, the vectors (n, D) and words (n,) of its n calls, whether all had the outside
    vectors].
    """
    calls, drawn = [], Dataset(draws)

    def pair(*given, **named):
        v, o, U, dataset = as_they_are_called(given, named)
        words = [dataset.sampleTokenIdx() for _ in draws]
        calls.append((np.array(v, dtype=float).reshape(-1), int(o), U is outside_vecs))
        return pretended(calls[-1][0], int(o), np.asarray(U, dtype=float), words)

    value = _windowed(name, center_idx, outside_idxs, center_vecs, outside_vecs, size, drawn, pair)
    vectors = np.array([v for v, _, _ in calls]) if calls else np.zeros((0, 1))
    given = [numbers(part) for part in value]
    return [given, vectors, np.array([o for _, o, _ in calls], dtype=int), all(u for _, _, u in calls)]


CALLED = (  # the names of a pair function's arguments, in any year
    ("centerWordVec", "predicted"),
    ("outsideWordIdx", "target"),
    ("outsideVectors", "outputVectors"),
    ("dataset",),
)


def as_they_are_called(given, named):
    """Return (v, o, U, dataset) of a call, by their places or by their names."""
    found = list(given[: len(CALLED)])
    for names in CALLED[len(found) :]:
        if not set(names) & set(named):
            raise TypeError(f"the loss function is called without its argument {names[0]}")
        found.append(next(named[name] for name in names if name in named))
    return found


def _windowed(name, center_idx, outside_idxs, center_vecs, outside_vecs, size, drawn, pair):
    """Call skipgram or cbow through the handout's interface, which speaks of words by their names."""
    words = [f"w{n}" for n in range(len(center_vecs))]
    context, numbers = [words[i] for i in outside_idxs], {word: n for n, word in enumerate(words)}
    return called(
        found(name), words[center_idx], size, context, numbers, center_vecs, outside_vecs, drawn, pair
    )


@told
def window_of_its_own_pairs(name, pair_name, center_idx, outside_idxs, center_vecs, outside_vecs, draws):
    """Compare a window with the sum over the student's own pair function; return the largest difference.

    Some compare that function with the ones they know.
    """
    pair, drawn, again = found(pair_name), Dataset(draws), Dataset(draws)
    value = _windowed(name, center_idx, outside_idxs, center_vecs, outside_vecs, 4, drawn, pair)
    loss, centers, outsides = 0.0, np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    used, meant = ([center_idx], outside_idxs) if name == "skipgram" else (outside_idxs, [center_idx])
    for o in meant:
        v = center_vecs[used].sum(axis=0)
        pair_loss, slope, by_outside = a_pair(called(pair, v, o, outside_vecs, again))
        loss += float(np.ravel(pair_loss)[0])
        np.add.at(centers, used, slope)
        outsides += by_outside
    parts = [(np.ravel(value[0])[:1], [loss]), (value[1], centers), (value[2], outsides)]
    return max(float(np.max(np.abs(np.asarray(a) - b))) for a, b in parts)


# ---------------------------------------------------------------- what tells wrong ones apart


@told
def center_shape():
    """Return the shape of a pair's gradient for the center vector, where (3,) is meant."""
    return list(np.shape(called(found(*NAIVE), np.array([1.0, 2.0, -1.0]), 0, np.eye(4, 3), Dataset([0]))[1]))


@told
def columns(center_vec, outside_idx, outside_vecs, negative_idxs):
    """Return what a pair's function gives for words as columns."""
    names, draws = (NEGATIVE, negative_idxs) if len(negative_idxs) else (NAIVE, [0])
    given = {"K": len(negative_idxs)} if len(negative_idxs) else {}
    loss, center, outside = called(
        found(*names), center_vec, outside_idx, outside_vecs.T.copy(), Dataset(draws), **given
    )
    return [loss, plain(center), np.asarray(outside).T]


@told
def default_of_K():  # noqa: N802  K is a letter of the mathematics
    """Return the number of negatives where none is given; 0 where there is no such argument."""
    known = inspect.signature(found(*NEGATIVE)).parameters.get("K")
    return known.default if known is not None and isinstance(known.default, int) else 0


@told
def asked(draws, K):
    """Return how many words negative sampling asks for, of these draws, when word 0 is the true one."""
    drawn, n = Dataset(draws), max(draws) + 1
    U = np.cos(np.arange(2.0 * n)).reshape(n, 2)
    called(found(*NEGATIVE), np.array([0.7, -1.1]), 0, U, drawn, K=K)
    return drawn.asked


@told
def after_the_true_word():
    """Return the losses of negative sampling when the true word is drawn first, and when it is not.

    They are equal if the true word is rejected.
    """
    U = np.array([[0.3, -0.2], [1.0, 0.5], [-0.4, 0.9]])
    first, second = (
        called(found(*NEGATIVE), np.array([0.7, -1.1]), 0, U, Dataset(draws), K=2)[0]
        for draws in ([0, 1, 2], [1, 2])
    )
    return [float(np.ravel(first)[0]), float(np.ravel(second)[0])]


# ---------------------------------------------------------------- right helpers


RIGHT = {lent.__name__: lent for lent in ours.LENT}


@told
def lend(names):
    """Put right functions in the place of these helpers, wherever a module of theirs has them."""
    own = {}
    for module in set(theirs.HOMES.values()):
        with contextlib.suppress(Exception):  # its own functions hear of that
            importlib.import_module(module)
    for name in names:
        for module in modules():
            own.setdefault(name, []).append(vars(module).get(name))
    for module in modules():
        for known, value in list(vars(module).items()):
            for name in names:
                if known == name or (callable(value) and any(value is one for one in own[name])):
                    setattr(module, known, RIGHT[name])
    return 0


@told
def divided():
    """Return where whole numbers were divided with another value than in Python 3, as text."""
    return [str(one) for one in dict.fromkeys(DIVIDED)][:5]
