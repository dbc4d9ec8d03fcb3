"""Small inputs with plain numbers, from the smallest on: for whoever has failed the same check three times."""

import numpy as np

from .sandbox.calls import StudentError
from .checks import word2vec
from .checks.core import Failed, numeric, python, split
from .checks.learning import MINIBATCH
from .contract import OUTPUTS

V2, V3 = np.array([[1.0], [0.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
C2, C3 = np.array([[1.0], [2.0]]), np.array([[1.0, 2.0], [0.5, 0.0], [0.0, 1.0]])
ONE, TWO = np.array([1.0]), np.array([1.0, 2.0])


def words(*numbers):
    return np.array(numbers)


def _windows(function):
    """A window of one word, of a repeated word, and both with negatives."""
    for around, drawn in ((words(1), None), (words(1, 1), None), (words(1), words(0)), (words(1, 1), words(0, 0))):
        rows = None if drawn is None else np.tile(drawn, (len(around), 1)) if function == word2vec.SKIPGRAM else np.tile(drawn, (1, 1))
        yield function, (0, around, C2, V2, rows)
    yield function, (0, words(1, 2), C3, V3, None)


CALLS = {
    "softmax": [
        ("softmax", (np.array([0.0, 1.0]),)),
        ("softmax", (np.array([[0.0, 1.0], [1.0, 3.0]]),)),
        ("softmax", (np.array([[0.0, 1.0], [1000.0, 1000.0]]),)),
    ],
    "sigmoid": [("sigmoid", (np.array([0.0, 1.0]),)), ("sigmoid_grad", (np.array([0.5, 0.25]),)), ("sigmoid", (np.array([-1000.0]),))],
    "network": [
        ("network_loss_and_gradient", (np.array([[1.0]]), np.array([[1.0, 0.0]]), np.ones(6), (1, 1, 2))),
        ("network_loss_and_gradient", (np.array([[1.0], [2.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]), np.arange(6.0) / 4, (1, 1, 2))),
    ],
    "normalize-rows": [("normalize_rows", (np.array([[3.0, 4.0]]),)), ("normalize_rows", (np.array([[3.0, 4.0], [0.0, 0.0]]),))],
    "naive-softmax": [(word2vec.NAIVE, (ONE, 0, V2)), (word2vec.NAIVE, (ONE, 1, V2)), (word2vec.NAIVE, (TWO, 1, V3))],
    "negative-sampling": [
        (word2vec.NEGATIVE, (ONE, 0, V2, words(1))),
        (word2vec.NEGATIVE, (ONE, 0, V2, words(1, 1))),
        (word2vec.NEGATIVE, (TWO, 2, V3, words(0, 1, 0))),
    ],
    "skipgram": list(_windows(word2vec.SKIPGRAM)),
    "cbow": list(_windows(word2vec.CBOW)),
    "minibatch": [
        (MINIBATCH, (words(0), [words(1)], C2, V2, None)),
        (MINIBATCH, (words(0, 0), [words(1), words(1, 0)], C2, V2, None)),
        (MINIBATCH, (words(0, 1), [words(1), words(0)], C2, V2, [np.array([[0]]), np.array([[1]])])),
    ],
    "sentence-features": [("sentence_features", (words(0, 1), C2)), ("sentence_features", (words(0, 1, 1), C3))],
}  # fmt: skip


def wanted(question, caller):
    """What the reference gives for the question's small calls, as lists."""
    return [[np.asarray(part, dtype=float).tolist() for part in _outputs(caller, *call)] for call in CALLS.get(question, [])]


def _outputs(caller, function, arguments):
    names = OUTPUTS.get(function, (function,))
    return [numeric(part, name) for name, part in zip(names, split(caller.call(function, arguments, None, {}).value, names, function))]


def example(question, caller, table):
    """The smallest call on which the functions give something else than is recorded, as text to paste; "" if there is none."""
    for (function, arguments), want in zip(CALLS.get(question, []), table.content["small"].get(question, [])):
        call, names = f"w2v_lib.{function}({', '.join(map(python, arguments))})", OUTPUTS.get(function, (function,))
        try:
            got = _outputs(caller, function, arguments)
        except (StudentError, Failed) as problem:
            said = f"{problem.kind}: {problem.text}" if isinstance(problem, StudentError) else problem.found
            return f"The smallest input on which it fails:\n  {call}\n  {said}"
        wrong = [(name, mine, np.array(right)) for name, mine, right in zip(names, got, want) if not _alike(mine, np.array(right))]
        if wrong:
            lines = [f"  {name}\n    expected  {_short(right)}\n    got       {_short(mine)}" for name, mine, right in wrong]
            return "\n".join([f"The smallest input on which it fails:\n  {call}", *lines])
    return ""


def _alike(got, want):
    return got.shape == want.shape and np.allclose(got, want, rtol=1e-6, atol=1e-9)


def _short(array):
    return np.array2string(np.asarray(array), precision=5, suppress_small=True, separator=", ").replace("\n", "")
