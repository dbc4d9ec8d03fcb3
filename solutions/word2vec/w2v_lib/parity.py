"""Twenty minibatches through the student's functions and through the batched step: only if they agree does it train (given)."""

from dataclasses import dataclass

import numpy as np

from . import checkpoints
from .gathering import batch_loss_and_gradient
from .waiting import Trouble, student, trouble_in

MINIBATCHES, TOLERANCE = 20, 1e-10
HALVED_EVERY = 8  # in the comparison of sgd, so that halving is seen


@dataclass(frozen=True)
class Parity:
    """What was found: `gradients` and `steps` are "" where the student's functions agree, else where they first differ."""

    gradients: str
    steps: str

    @property
    def holds(self):
        return not self.gradients and not self.steps


def examine(fast, skipgram, stream, x0, corpus, settings):
    """Holds a batched step against the student's skipgram and sgd, on the first minibatches of the training itself."""
    drawn = [stream.draw(step) for step in range(1, MINIBATCHES + 1)]
    x, gradients, found = x0.copy(), "", []
    for number, windows in enumerate(drawn, 1):
        mine = batch_loss_and_gradient(skipgram, windows, x, len(corpus.words))
        loss, gradient = fast.gradient(x, windows)
        if not np.isfinite(loss):
            break  # the steps are too large for anybody's functions, which the training says itself
        gradients = gradients or _difference(number, mine, (loss, gradient), corpus)
        rows = np.flatnonzero(gradient.any(axis=1))
        found.append((loss, rows, gradient[rows]))
        x[rows] -= settings["step"] * 0.5 ** ((number - 1) // HALVED_EVERY) * gradient[rows]
    return Parity(gradients, _steps(found, x0, x, settings))


def _difference(number, mine, fast, corpus):
    """The first array of a minibatch that differs, in words and numbers; "" if none does."""
    (loss, gradient), (fast_loss, fast_gradient) = mine, fast
    if not abs(loss - fast_loss) <= TOLERANCE * max(1.0, abs(fast_loss)):
        return f"minibatch {number}: the loss is {loss:.10g} by your functions and {fast_loss:.10g} by the batched step"
    difference, bound = np.abs(gradient - fast_gradient), TOLERANCE * max(1.0, np.abs(fast_gradient).max())
    if difference.max() <= bound:
        return ""
    off = ~(difference <= bound)  # also where one is not a number
    row = int(np.flatnonzero(off.any(axis=1))[0])
    kind, word = ("center", row) if row < len(corpus.words) else ("outside", row - len(corpus.words))
    numbers = [np.array2string(g[row, :4], precision=6, suppress_small=True) for g in (gradient, fast_gradient)]
    return (
        f"minibatch {number}: the gradient for the {kind} vector of {corpus.words[word]!r} begins with {numbers[0]} by your functions "
        f"and with {numbers[1]} by the batched step ({off.any(axis=1).sum():,} rows differ)"
    )


def _steps(found, x0, expected, settings):
    """Where the student's sgd, with these gradients, ends elsewhere than the steps as they are meant; "" if it does not.

    Trouble where it could not finish the training: that is said now, not after the last step.
    """
    left = iter(found)

    def once_more(x):
        (loss, rows, grads), gradient = next(left), np.zeros_like(x0)
        gradient[rows] = grads
        return loss, gradient

    try:
        with checkpoints.kept(None):  # the training's own are not for this
            x = student("sgd")(once_more, x0.copy(), settings["step"], len(found), anneal_every=HALVED_EVERY)
    except (NotImplementedError, Trouble):
        raise
    except StopIteration:
        raise Trouble(f'Your sgd asks for more gradients than steps ({len(found)} were meant). check("sgd") tells more.') from None
    except Exception as problem:
        raise trouble_in("sgd", problem) from problem
    if np.shape(x) != expected.shape:
        raise Trouble(f'Your sgd returned something of shape {np.shape(x)}, and x has shape {expected.shape}. check("sgd") tells more.')
    off = np.abs(x - expected).max()
    return "" if off <= TOLERANCE * max(1.0, np.abs(expected).max()) else f"after {len(found)} steps it is {off:.3g} off"
