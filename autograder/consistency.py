"""What about an answer holds together and what does not, found by calling it on small public inputs.

Where a check says that a number is off, this says what is right: the loss, one of the gradients, all of it as long as no
word repeats, all of it for one size of the matrices.
"""

import numpy as np

from .sandbox.calls import StudentError
from .checks import word2vec
from .checks.core import Draw, Failed, numeric, split
from .checks.foundations import a_network
from .checks.learning import MINIBATCH
from .checks.slopes import fits_loss
from .contract import ARGUMENTS, OUTPUTS

SLOPE_BY = {
    "grad": "params",
    "grad_center": "center_vec",
    "grad_outside": "outside_vecs",
    "grad_center_vecs": "center_vecs",
    "grad_outside_vecs": "outside_vecs",
}
USUAL, OTHERS = (5, 3), ((6, 2), (7, 4), (8, 6))  # (V, D)
CHANGES = "Two calls with the same arguments gave different results: is something drawn at random, or kept from one call to the next?"
ONE_SIZE = "With V = 5 and D = 3 everything is right, with three other sizes it is not: is a size written into the code?"
NO_REPEATS = "Everything is right as long as no word occurs twice, and wrong when one does."
ONLY_LOSS = "The gradients are right; it is the loss alone that is off."
OWN_LOSS = "The gradients are the slope of your loss, so the two fit: look at the loss, it is another one than what is asked for."


def _pair(draw, V, D):
    return word2vec.NAIVE, word2vec.a_pair(draw, V, D)


def _sampled(draw, V, D, repeats=False):
    v, o, U = word2vec.a_pair(draw, V, D)
    return word2vec.NEGATIVE, (v, o, U, draw.repeats(V, 4, without=o) if repeats else draw.others(V, 3, without=o))


def _matrices(draw, V, D):
    center_vecs = draw.normal(V, D)
    return center_vecs, word2vec.tame(draw.normal(V, D), *center_vecs)


def _window(function, rows):
    """A window of two words, with a negative for each of `rows` predictions or without."""

    def window(draw, V, D, repeats=False):
        center, first, second, *drawn = draw.rng.permutation(V)[: 3 + rows]
        negatives = np.array(drawn)[:, None] if draw.number(0, 2) else None
        return function, (int(center), np.array([first, first if repeats else second]), *_matrices(draw, V, D), negatives)

    return window


def _batch(draw, V, D, repeats=False):
    one, other, first, second = draw.rng.permutation(V)[:4]
    return MINIBATCH, (np.array([one, one if repeats else other]), [np.array([first]), np.array([second])], *_matrices(draw, V, D), None)


WORDS = {
    "naive-softmax": _pair,
    "negative-sampling": _sampled,
    "skipgram": _window(word2vec.SKIPGRAM, rows=2),
    "cbow": _window(word2vec.CBOW, rows=1),
    "minibatch": _batch,
}


def calls(question):
    """{group: [(function, arguments)]} of small calls; a question without gradients has none."""
    draw = Draw("consistency", question)
    if question == "network":
        networks = [a_network(draw), a_network(draw, 3, (2, 4, 3))]
        return {"usual": [("network_loss_and_gradient", network) for network in networks]}
    if question not in WORDS:
        return {}
    make = WORDS[question]
    found = {"usual": [make(draw, *USUAL) for _ in range(3)], "sizes": [make(draw, *size) for size in OTHERS]}
    return found if make is _pair else found | {"repeats": [make(draw, *USUAL, repeats=True) for _ in range(3)]}


def wanted(question, caller):
    """{group: outputs of each of its calls}, as lists: what is recorded of the reference."""
    return {group: [[part.tolist() for part in _outputs(caller, *call)] for call in made] for group, made in calls(question).items()}


def _outputs(caller, function, arguments):
    parts = split(caller.call(function, arguments, None, {}).value, OUTPUTS[function], function)
    return [np.asarray(numeric(part, name), dtype=float) for name, part in zip(OUTPUTS[function], parts)]


def find(question, caller, table):
    """A sentence on what is consistent in a wrong answer, "" if there is nothing to say."""
    made, want = calls(question), table.content.get("consistency", {}).get(question)
    if not made or not want:
        return ""
    got = {group: [_tried(caller, *call) for call in made[group]] for group in made}
    right = {group: [_right(mine, theirs) for mine, theirs in zip(got[group], want[group])] for group in made}
    usual, sizes, repeats = (right.get(group, []) for group in ("usual", "sizes", "repeats"))
    if not _same(got["usual"][0], _tried(caller, *made["usual"][0])):
        return CHANGES
    if _all(usual) and sizes and not any(map(all, sizes)):
        return ONE_SIZE
    if _all(usual) and _all(sizes) and repeats and not any(map(all, repeats)):
        return NO_REPEATS
    return _by_output(caller, made["usual"][0], usual + sizes + repeats)


def _all(right):
    return all(map(all, right))


def _by_output(caller, call, right):
    """Which of the outputs are right, and whether the gradients belong to the loss."""
    loss, *gradients = OUTPUTS[call[0]]
    always = [all(column) for column in zip(*right)]
    never = [not any(column) for column in zip(*right)]
    if always[0] and any(never[1:]):
        wrong = [name for name, off in zip(gradients, never[1:]) if off]
        also = [name for name, fine in zip(gradients, always[1:]) if fine]
        return f"The {' and '.join([loss, *also])} {'are' if also else 'is'} right; {' and '.join(wrong)} {'are' if len(wrong) > 1 else 'is'} not."
    if not never[0]:
        return ""
    if all(always[1:]):
        return ONLY_LOSS
    try:
        return OWN_LOSS if all(fits_loss(caller, *call, SLOPE_BY[name], name) for name in gradients) else ""
    except (StudentError, Failed):
        return ""


def _tried(caller, function, arguments):
    """Its outputs; None where it gives none."""
    try:
        return _outputs(caller, function, arguments)
    except (StudentError, Failed):
        return None


def _right(got, want):
    """For each output, whether it is right."""
    if got is None:
        return [False] * len(want)
    pairs = [(mine, np.array(theirs)) for mine, theirs in zip(got, want)]
    return [mine.size == theirs.size and np.allclose(mine.ravel(), theirs.ravel(), rtol=1e-6, atol=1e-8) for mine, theirs in pairs]


def _same(one, other):
    if one is None or other is None:
        return one is other
    return all(a.shape == b.shape and np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other))
