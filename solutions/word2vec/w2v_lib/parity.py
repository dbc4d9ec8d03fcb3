"""Compare the student's functions with the batched step, which may only train if they agree (given)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import checkpoints
from .gathering import batch_loss_and_gradient
from .handout import HandoutStream
from .sampling import Sampler
from .treebank import Corpus
from .waiting import Trouble, student, trouble_in

MINIBATCHES, TOLERANCE = 20, 1e-10
HALVED_EVERY = 8  # steps of the comparison, so that it sees the step halved


@dataclass(frozen=True)
class Parity:
    """Hold the outcome of a comparison.

    Attributes:
        gradients: where the student's skipgram first differs; "" if it agrees.
        steps: where the student's sgd ends up instead; "" if it agrees.
    """

    gradients: str
    steps: str

    @property
    def holds(self) -> bool:
        """Tell whether both agree."""
        return not self.gradients and not self.steps


def examine(
    fast,
    skipgram: Callable,
    stream: Sampler | HandoutStream,
    x0: np.ndarray,
    corpus: Corpus,
    settings: dict,
) -> Parity:
    """Compare a batched step with the student's skipgram and sgd, on the first minibatches of the training.

    Args:
        fast: batched step; `fast.gradient(x, windows)` returns loss and gradient.
        skipgram: the student's skipgram_loss_and_gradient.
        stream: source of the windows.
        x0: (2V, D) vectors before the first step.
        corpus: names the words.
        settings: of the training.
    """
    drawn = [stream.draw(step) for step in range(1, MINIBATCHES + 1)]
    x, gradients, found = x0.copy(), "", []
    for number, windows in enumerate(drawn, 1):
        mine = batch_loss_and_gradient(skipgram, windows, x, len(corpus.words))
        loss, gradient = fast.gradient(x, windows)
        if not np.isfinite(loss):
            break  # the steps are too large, whoever takes them; the training will say so
        gradients = gradients or _difference(number, mine, (loss, gradient), corpus)
        rows = np.flatnonzero(gradient.any(axis=1))
        found.append((loss, rows, gradient[rows]))
        x[rows] -= settings["step"] * 0.5 ** ((number - 1) // HALVED_EVERY) * gradient[rows]
    return Parity(gradients, _steps(found, x0, x, settings))


def _difference(number, mine, fast, corpus):
    """Describe where a minibatch's loss or gradient first differs; return "" if they agree."""
    (loss, gradient), (fast_loss, fast_gradient) = mine, fast
    if not abs(loss - fast_loss) <= TOLERANCE * max(1.0, abs(fast_loss)):
        return (
            f"minibatch {number}: the loss is {loss:.10g} by your functions "
            f"and {fast_loss:.10g} by the batched step"
        )
    difference, bound = np.abs(gradient - fast_gradient), TOLERANCE * max(1.0, np.abs(fast_gradient).max())
    if difference.max() <= bound:
        return ""
    off = ~(difference <= bound)  # so that nan counts as a difference
    row = int(np.flatnonzero(off.any(axis=1))[0])
    kind, word = ("center", row) if row < len(corpus.words) else ("outside", row - len(corpus.words))
    yours, expected = (
        np.array2string(array[row, :4], precision=6, suppress_small=True)
        for array in (gradient, fast_gradient)
    )
    return (
        f"minibatch {number}: the gradient for the {kind} vector of {corpus.words[word]!r} "
        f"begins with {yours} by your functions and with {expected} by the batched step "
        f"({off.any(axis=1).sum():,} rows differ)"
    )


def _steps(found, x0, expected, settings):
    """Say how far from the expected vectors (2V, D) the student's sgd ends; return "" if it agrees."""
    x = _by_sgd(found, x0, settings["step"])
    if np.shape(x) != expected.shape:
        raise Trouble(
            f"Your sgd returned something of shape {np.shape(x)}, and x has shape {expected.shape}. "
            'check("sgd") tells more.'
        )
    off = np.abs(x - expected).max()
    agrees = off <= TOLERANCE * max(1.0, np.abs(expected).max())
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
