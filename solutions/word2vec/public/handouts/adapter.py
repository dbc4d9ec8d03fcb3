"""Stand in for `w2v_lib` where an old handout's code runs: this course's names, the handout's functions.

It lives in the sandbox with the student's modules, so it holds nothing worth reading. Interfaces are those
that the handouts asked for: of 2017 (q1_softmax.py, q2_*.py, q3_*.py) and of 2019 to 2024 (word2vec.py,
sgd.py).
"""

import importlib
import random

import numpy as np

MODULES = "word2vec sgd q1_softmax q2_sigmoid q2_gradcheck q2_neural q3_word2vec q3_sgd q4_sentiment".split()
NOT_A_SCALAR = "0-dimensional", "length-1", "array element with a sequence"  # in NumPy 2's messages


class Dataset:
    """The handouts' `dataset`, with the draws that are asked for; counts how often it was asked."""

    def __init__(self, draws):
        self.draws, self.asked = [int(word) for word in np.ravel(draws)] or [0], 0

    def sampleTokenIdx(self):  # noqa: N802  the handouts' name
        self.asked += 1
        return self.draws[(self.asked - 1) % len(self.draws)]

    def getRandomContext(self, size=5):  # noqa: N802  the handouts' name
        words = [chr(ord("a") + word % 26) for word in self.draws]
        return words[0], words[1 : 2 * size + 1]


def found(*names):
    """Return the student's function under the first of these names. Raises AttributeError without one."""
    for name in names:
        for module in MODULES:
            try:
                loaded = importlib.import_module(module)
            except ModuleNotFoundError as problem:
                if problem.name != module:
                    raise
                continue
            if callable(getattr(loaded, name, None)):
                return getattr(loaded, name)
    raise AttributeError(names[0])


def called(function, *arguments, **named):
    """Call a function; return its value.

    NumPy 2 no longer makes scalars of arrays of one number. Raises BufferError where that is the problem.
    """
    random.seed(31415)
    np.random.seed(9265)
    try:
        return function(*arguments, **named)
    except (TypeError, ValueError) as problem:
        if any(said in str(problem) for said in NOT_A_SCALAR):
            raise BufferError from None  # a name that crosses the wire and that nobody else raises
        raise


def plain(array):
    """Return a gradient for a vector as a vector, whether it came as a row or as a column."""
    array = np.asarray(array)
    return array.reshape(-1) if array.ndim == 2 and 1 in array.shape else array


def a_pair(value):
    """Return what a pair's function gave, its center gradient as a vector."""
    loss, center, outside = value
    return loss, plain(center), outside


def softmax(x):
    """Call the handout's function."""
    return called(found("softmax"), x)


def sigmoid(x):
    """Call the handout's function."""
    return called(found("sigmoid"), x)


def sigmoid_grad(s):
    """Call the handout's function."""
    return called(found("sigmoid_grad"), s)


def normalize_rows(x):
    """Call the handout's normalizeRows."""
    return called(found("normalizeRows"), x)


def network_loss_and_gradient(x, labels, params, dims):
    """Call the handout's forward_backward_prop."""
    return called(found("forward_backward_prop"), x, labels, params, list(dims))


NAIVE = "naiveSoftmaxLossAndGradient", "softmaxCostAndGradient"
NEGATIVE = "negSamplingLossAndGradient", "negSamplingCostAndGradient"


def naive_softmax_loss_and_gradient(center_vec, outside_idx, outside_vecs):
    """Call the handout's naive softmax."""
    return a_pair(called(found(*NAIVE), center_vec, outside_idx, outside_vecs, Dataset([0])))


def negative_sampling_loss_and_gradient(center_vec, outside_idx, outside_vecs, negative_idxs):
    """Call the handout's negative sampling, with a dataset that draws these negatives."""
    drawn = Dataset(negative_idxs)
    return a_pair(
        called(found(*NEGATIVE), center_vec, outside_idx, outside_vecs, drawn, K=len(negative_idxs))
    )


def _window(name, center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs):
    """Compute a window through the handout's interface, which speaks of words by their names."""
    words = [f"w{n}" for n in range(len(center_vecs))]
    drawn, pair = Dataset([0]), found(*NAIVE)
    if negative_idxs is not None:
        # the window's functions give no K: with the handouts' 10, the draws of this course's checks repeat
        drawn, pair = Dataset(negative_idxs), _with_K(found(*NEGATIVE), np.shape(negative_idxs)[-1])
    arguments = (
        words[center_idx],
        len(outside_idxs),
        [words[i] for i in outside_idxs],
        {word: n for n, word in enumerate(words)},
    )
    value = called(found(name), *arguments, center_vecs, outside_vecs, drawn, pair)
    return value, drawn


def _with_K(function, K):  # noqa: N802  K is a letter of the mathematics
    """Give the student's own function another default for K.

    It is still the same object, since some students compare identity.
    """
    defaults = list(function.__defaults__ or ())
    if defaults:
        function.__defaults__ = (*defaults[:-1], int(K))
    return function


def skipgram_loss_and_gradient(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    """Call the handout's skipgram; with naive softmax if there are no negatives."""
    return _window("skipgram", center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs)[0]


def cbow_loss_and_gradient(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs=None):
    """Call the handout's cbow; with naive softmax if there are no negatives."""
    return _window("cbow", center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs)[0]


def sgd(f, x0, step, num_steps, postprocess=None, anneal_every=20000):
    """Call the handout's sgd, without checkpoints and without printing."""
    return called(found("sgd"), f, np.array(x0), step, num_steps, postprocess, False, 10**9)


def sentence_features(token_idxs, word_vecs):
    """Call the handout's getSentenceFeatures, which speaks of words by their names."""
    names = {f"w{n}": n for n in range(len(word_vecs))}
    return called(
        found("getSentenceFeatures", "getSentenceFeature"), names, word_vecs, [f"w{n}" for n in token_idxs]
    )


# ---------------------------------------------------------------- what tells wrong ones apart


def center_shape():
    """Return the shape of a pair's gradient for the center vector, where (3,) is meant."""
    return list(np.shape(called(found(*NAIVE), np.array([1.0, 2.0, -1.0]), 0, np.eye(4, 3), Dataset([0]))[1]))


def window_against_its_pairs(center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs):
    """Compare skipgram with the sum over its own pair function.

    Returns (largest difference, draws that skipgram took, draws that it should take).
    """
    value, drawn = _window("skipgram", center_idx, outside_idxs, center_vecs, outside_vecs, negative_idxs)
    again, loss = Dataset([0] if negative_idxs is None else negative_idxs), 0.0
    centers, outsides = np.zeros_like(center_vecs), np.zeros_like(outside_vecs)
    pair = found(*NAIVE) if negative_idxs is None else _with_K(found(*NEGATIVE), np.shape(negative_idxs)[-1])
    for o in outside_idxs:
        pair_loss, grad_center, grad_outside = a_pair(
            called(pair, center_vecs[center_idx], o, outside_vecs, again)
        )
        loss += float(np.ravel(pair_loss)[0])
        centers[center_idx] += grad_center
        outsides += grad_outside
    parts = [(np.ravel(value[0])[:1], [loss]), (value[1], centers), (value[2], outsides)]
    return max(float(np.max(np.abs(np.asarray(a) - b))) for a, b in parts), drawn.asked, again.asked


def negatives_drawn():
    """Return [the default of K, the draws with K = 3]; nothing is rejected in between."""
    function, drawn = found(*NEGATIVE), Dataset([1, 2])
    default = (function.__defaults__ or (10,))[-1]
    called(function, np.array([0.7, -1.1]), 0, np.array([[0.3, -0.2], [1.0, 0.5], [-0.4, 0.9]]), drawn, K=3)
    return [int(default), drawn.asked]


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
