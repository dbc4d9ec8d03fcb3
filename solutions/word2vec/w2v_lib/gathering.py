"""Compute the gradient of a batch of windows with the student's function (given).

On whole matrices, a window takes as long as the vocabulary is large. A function that leaves other words'
rows alone gives the same on just the rows of the window's words. `rows_suffice` finds out whether it does.
"""

from collections.abc import Callable

import numpy as np

from .sampling import Windows
from .waiting import Trouble, trouble_in


def on_whole(skipgram: Callable, windows: Windows, x: np.ndarray, V: int) -> tuple[float, np.ndarray]:
    """Compute the mean loss of some windows and its gradient on whole matrices.

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
    total, gradient = 0.0, np.zeros_like(x)
    with np.errstate(all="ignore"):  # the training itself stops when numbers grow without end
        for center, outsides, negatives in each:
            loss, grad_center, grad_outside = _window(skipgram, center, outsides, x[:V], x[V:], negatives)
            total += loss
            gradient[:V] += grad_center
            gradient[V:] += grad_outside
    return total / len(each), gradient / len(each)


def on_rows(skipgram: Callable, windows: Windows, x: np.ndarray, V: int) -> tuple[float, np.ndarray]:
    """Compute the same as `on_whole`, from just the rows of each window's words."""
    each = windows.each()
    losses, rows, grads = gathered(skipgram, each, x, V)
    gradient = np.zeros_like(x)
    np.add.at(gradient, rows, grads / len(each))
    return sum(losses) / len(each), gradient


def rows_suffice(skipgram: Callable, windows: Windows, x: np.ndarray, V: int, tolerance: float) -> bool:
    """Tell whether the student's function gives on rows what it gives on whole matrices.

    A function that changes every word's row does not, nor one that draws words of its own. Raises Trouble if
    it stops on whole matrices.
    """
    loss, gradient = on_whole(skipgram, windows, x, V)
    try:
        row_loss, row_gradient = on_rows(skipgram, windows, x, V)
    except Trouble:
        return False
    bounds = dict(rtol=0, equal_nan=True)
    return bool(
        np.allclose(row_loss, loss, atol=tolerance * max(1.0, abs(loss)), **bounds)
        and np.allclose(row_gradient, gradient, atol=tolerance * max(1.0, np.abs(gradient).max()), **bounds)
    )


def gathered(
    skipgram: Callable, each: list[tuple], x: np.ndarray, V: int
) -> tuple[list[float], np.ndarray, np.ndarray]:
    """Compute the losses of some windows one by one, each from the rows of its own words.

    A word has one row in either matrix, however often it occurs in the window.

    Args:
        skipgram: the student's skipgram_loss_and_gradient.
        each: B windows with negatives, as Windows.each gives them.
        x: (2V, D), center vectors above outside vectors.
        V: number of words.

    Returns:
        losses: B floats.
        rows: (R,) rows of x with a gradient; a row may occur in several windows.
        grads: (R, D) gradients of the summed loss, one for each entry of `rows`.
    """
    losses, rows, grads = [], [], []
    with np.errstate(all="ignore"):  # the training itself stops when numbers grow without end
        for center, outsides, negatives in each:
            occurrences = np.concatenate([[center], outsides, negatives.ravel()])
            words, places = np.unique(occurrences, return_inverse=True)
            outside_places, negative_places = np.split(places[1:], [len(outsides)])
            loss, grad_center, grad_outside = _window(
                skipgram,
                places[0],
                outside_places,
                x[words],
                x[V + words],
                negative_places.reshape(negatives.shape),
            )
            changed = grad_center.any(axis=1)  # (W,) of a right function only the center's row
            losses.append(loss)
            rows += [words[changed], V + words]
            grads += [grad_center[changed], grad_outside]
    return losses, np.concatenate(rows), np.concatenate(grads)


def _window(skipgram, center, outsides, center_vecs, outside_vecs, negatives):
    """Call the student's function on a window; return a float and arrays shaped like the matrices.

    Args:
        skipgram: the student's skipgram_loss_and_gradient.
        center: row of `center_vecs`.
        outsides: (M,) rows of `outside_vecs`.
        center_vecs: (W, D).
        outside_vecs: (W, D).
        negatives: (M, K) rows of `outside_vecs`, or None.
    """
    try:
        loss, grad_center, grad_outside = skipgram(center, outsides, center_vecs, outside_vecs, negatives)
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
