"""Compare the student's functions with the batched step, which may only train if they agree (given)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import checkpoints
from .gathering import on_rows, on_whole, rows_suffice
from .handout import HandoutStream
from .sampling import Sampler, Windows
from .treebank import Corpus
from .waiting import Trouble, student, trouble_in

MINIBATCHES, TOLERANCE = 20, 1e-10
TRIED_ON_WHOLE = 5  # windows of a minibatch; on whole matrices each takes some milliseconds
HALVED_EVERY = 8  # steps of the comparison, so that it sees the step halved


@dataclass(frozen=True)
class Parity:
    """Hold the outcome of a comparison.

    Attributes:
        gradients: where the student's skipgram first differs; "" if it agrees.
        steps: where the student's sgd ends up instead; "" if it agrees.
        rows: whether the rows of a window's words are all that the student's skipgram needs.
    """

    gradients: str
    steps: str
    rows: bool

    @property
    def holds(self) -> bool:
        """Tell whether both agree."""
        return not self.gradients and not self.steps


def ask(skipgram: Callable, x: np.ndarray, negatives: int) -> None:
    """Call the student's skipgram on one pair of two words, before anything that takes long.

    Raises NotImplementedError where it is not written yet; of anything else that is wrong, `examine` tells.
    """
    pair = Windows(np.zeros(1, int), np.ones(1, int), np.array([[1] + [0] * negatives]))
    try:
        on_whole(skipgram, pair, x[:4], 2)
    except NotImplementedError:
        raise
    except Exception:
        return


def examine(
    fast,
    skipgram: Callable,
    stream: Sampler | HandoutStream,
    x0: np.ndarray,
    corpus: Corpus,
    settings: dict,
) -> Parity:
    """Compare a batched step with the student's skipgram and sgd, on the first minibatches of the training.

    Every second minibatch is changed so that words repeat, which chance does too seldom.

    Args:
        fast: batched step; `fast.gradient(x, windows)` returns loss and gradient.
        skipgram: the student's skipgram_loss_and_gradient.
        stream: source of the windows.
        x0: (2V, D) vectors before the first step.
        corpus: names the words.
        settings: of the training.
    """
    V = len(corpus.words)
    drawn = [stream.draw(step) for step in range(1, MINIBATCHES + 1)]
    drawn[1::2] = [with_repeats(windows, V) for windows in drawn[1::2]]
    rows_do = _rows_do(skipgram, drawn[:2], x0.shape, V)
    mine = on_rows if rows_do else on_whole
    x, gradients, found = x0.copy(), "", []
    for number, windows in enumerate(drawn, 1):
        loss, gradient = fast.gradient(x, windows)
        if not np.isfinite(loss):
            break  # the steps are too large, whoever takes them; the training will say so
        if not gradients:
            gradients = _difference(number, mine(skipgram, windows, x, V), (loss, gradient), corpus)
        rows = np.flatnonzero(gradient.any(axis=1))
        found.append((loss, rows, gradient[rows]))
        x[rows] -= settings["step"] * 0.5 ** ((number - 1) // HALVED_EVERY) * gradient[rows]
    return Parity(gradients, _steps(found, x0, x, settings), rows_do)


def with_repeats(windows: Windows, V: int) -> Windows:
    """Return the windows, changed so that words occur in them more than once.

    In each window the last outside word is the first once more, and in every second window both are the
    center word. Each pair's second negative is its first once more, and the third is another pair's true
    word. As in all windows, no negative is the true word of its own pair.
    """
    words = windows.words.copy()  # (P, 1 + K)
    ends = np.cumsum(windows.sizes)
    firsts = ends - windows.sizes
    words[firsts[::2], 0] = windows.centers[::2]
    words[ends - 1, 0] = words[firsts, 0]
    words[:, 2:3] = words[:, 1:2]
    words[:, 3:4] = np.roll(words[:, :1], 1, axis=0)
    own = words[:, 1:] == words[:, :1]
    words[:, 1:][own] = (words[:, 1:][own] + 1) % V
    return windows._replace(words=words)


def _rows_do(skipgram, minibatches, shape, V):
    """Tell whether rows suffice, at vectors of the given shape without zeros, where every mistake shows."""
    x = np.random.default_rng(0).normal(size=shape) / np.sqrt(shape[1])
    return all(
        windows.negatives is not None and rows_suffice(skipgram, _first(windows), x, V, TOLERANCE)
        for windows in minibatches
    )


def _first(windows):
    """Return the first few of the windows."""
    centers, sizes = windows.centers[:TRIED_ON_WHOLE], windows.sizes[:TRIED_ON_WHOLE]
    return Windows(centers, sizes, windows.words[: sizes.sum()])


def _difference(number, mine, fast, corpus):
    """Describe where a minibatch's loss or gradient first differs; return "" if they agree."""
    (loss, gradient), (fast_loss, fast_gradient) = mine, fast
    if not abs(loss - fast_loss) <= TOLERANCE * max(1.0, abs(fast_loss)):
        return (
            f"{_named(number)}: the loss is {loss:.10g} by your functions "
            f"and {fast_loss:.10g} by the batched step"
        )
    bound = TOLERANCE * max(1.0, _largest(fast_gradient))
    difference = gradient - fast_gradient
    if _largest(difference) <= bound:
        return ""
    off = ~(np.abs(difference) <= bound)  # so that nan counts as a difference
    row = int(np.flatnonzero(off.any(axis=1))[0])
    kind, word = ("center", row) if row < len(corpus.words) else ("outside", row - len(corpus.words))
    yours, expected = (
        np.array2string(array[row, :4], precision=6, suppress_small=True)
        for array in (gradient, fast_gradient)
    )
    return (
        f"{_named(number)}: the gradient for the {kind} vector of {corpus.words[word]!r} "
        f"begins with {yours} by your functions and with {expected} by the batched step "
        f"({off.any(axis=1).sum():,} rows differ)"
    )


def _largest(array):
    """Return the largest absolute value, without an array of absolute values; nan where there is one."""
    return np.maximum(array.max(), -array.min())


def _named(number):
    """Name a minibatch, and say if words repeat in it."""
    return f"minibatch {number}" + (", in which words repeat" if number % 2 == 0 else "")


def _steps(found, x0, expected, settings):
    """Say how far from the expected vectors (2V, D) the student's sgd ends; return "" if it agrees."""
    x = _by_sgd(found, x0, settings["step"])
    if np.shape(x) != expected.shape:
        raise Trouble(
            f"Your sgd returned something of shape {np.shape(x)}, and x has shape {expected.shape}. "
            'check("sgd") tells more.'
        )
    off = _largest(x - expected)
    agrees = off <= TOLERANCE * max(1.0, _largest(expected))
    return "" if agrees else f"after {len(found)} steps an entry of x is off by {off:.3g}"


def _by_sgd(found, x0, step):
    """Return where the student's sgd gets from x0 (2V, D) with the gradients that were found.

    An sgd that could not finish the training raises Trouble here, and not only after the last step.
    """
    left = iter(found)

    def once_more(x):
        (loss, rows, grads), gradient = next(left), np.zeros_like(x0)
        gradient[rows] = grads
        return loss, gradient

    try:
        with checkpoints.kept(None):  # the comparison must not touch the training's checkpoints
            return student("sgd")(once_more, x0.copy(), step, len(found), anneal_every=HALVED_EVERY)
    except (NotImplementedError, Trouble):
        raise
    except StopIteration:
        raise Trouble(
            f"Your sgd asked for more than one gradient per step (in {len(found)} steps). "
            'check("sgd") tells more.'
        ) from None
    except Exception as problem:
        raise trouble_in("sgd", problem) from problem
