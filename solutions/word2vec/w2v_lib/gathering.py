"""Compute the gradient of a batch of windows on just the rows that they need (given)."""

from collections.abc import Callable

import numpy as np

from .sampling import Windows
from .waiting import trouble_in


def batch_loss_and_gradient(
    skipgram: Callable, windows: Windows, x: np.ndarray, V: int
) -> tuple[float, np.ndarray]:
    """Compute the mean loss of some windows and its gradient, the same that whole matrices would give.

    Args:
        skipgram: the student's skipgram_loss_and_gradient.
        windows: B windows.
        x: (2V, D), center vectors above outside vectors.
        V: number of words.

    Returns:
        loss: float.
        gradient: (2V, D).
    """
    each = windows.each()
    losses, rows, grads = gathered(skipgram, each, x, V)
    gradient = np.zeros_like(x)
    np.add.at(gradient, rows, grads / len(each))
    return sum(losses) / len(each), gradient


def gathered(
    skipgram: Callable, each: list[tuple], x: np.ndarray, V: int
) -> tuple[list[float], np.ndarray, np.ndarray]:
    """Compute the losses of some windows one by one.

    Args:
        skipgram: the student's skipgram_loss_and_gradient.
        each: B windows, as Windows.each gives them.
        x: (2V, D), center vectors above outside vectors.
        V: number of words.

    Returns:
        losses: B floats.
        rows: (R,) rows of x that the windows use; a row may occur more than once.
        grads: (R, D) gradients of the summed loss, one for each entry of `rows`.
    """
    losses, rows, grads = [], [], []
    with np.errstate(all="ignore"):  # the training itself stops when numbers grow without end
        for center, outsides, negatives in each:
            if negatives is None:  # every word takes part in the naive softmax
                used, places = np.arange(V), outsides
            else:
                used = np.concatenate([outsides, negatives.ravel()])  # a repeated word gets several rows
                places = np.arange(len(outsides))
                negatives = np.arange(len(outsides), len(used)).reshape(negatives.shape)
            loss, grad_center, grad_outside = _window(skipgram, x[[center]], x[V + used], places, negatives)
            losses.append(loss)
            rows += [[center], V + used]
            grads += [grad_center, grad_outside]
    return losses, np.concatenate(rows), np.concatenate(grads)


def _window(skipgram, center_vecs, outside_vecs, outsides, negatives):
    """Call the student's function on the rows that a window needs.

    Args:
        skipgram: the student's skipgram_loss_and_gradient.
        center_vecs: (1, D).
        outside_vecs: (M + M K, D); (V, D) without negatives.
        outsides: (M,) rows of `outside_vecs`.
        negatives: (M, K) rows of `outside_vecs`, or None.
    """
    try:
        loss, grad_center, grad_outside = skipgram(0, outsides, center_vecs, outside_vecs, negatives)
        if (np.shape(grad_center), np.shape(grad_outside)) != (center_vecs.shape, outside_vecs.shape):
            raise ValueError(
                f"the gradients have shapes {np.shape(grad_center)} and {np.shape(grad_outside)}, "
                f"but the matrices have shapes {center_vecs.shape} and {outside_vecs.shape}"
            )
        return (
            float(np.squeeze(loss)),
            np.asarray(grad_center, dtype=float),
            np.asarray(grad_outside, dtype=float),
        )
    except NotImplementedError:
        raise
    except Exception as problem:
        raise trouble_in("skipgram_loss_and_gradient", problem) from problem
