"""The gradient of a batch of windows, worked out on just the rows that they need (given)."""

import numpy as np

from .waiting import trouble_in


def batch_loss_and_gradient(skipgram, windows, x, V):
    """Mean loss of some windows, and its gradient; the same that whole matrices would give.

    Args:
        skipgram: the student's skipgram_loss_and_gradient.
        windows: sampling.Windows.
        x: (2V, D), center vectors above outside vectors.

    Returns:
        loss: float.
        gradient: (2V, D).
    """
    each = windows.each()
    losses, rows, grads = gathered(skipgram, each, x, V)
    gradient = np.zeros_like(x)
    np.add.at(gradient, rows, grads / len(each))
    return sum(losses) / len(each), gradient


def gathered(skipgram, each, x, V):
    """Losses of some windows, rows of x (some of them the same), and the sum's gradient for each of those rows."""
    losses, rows, grads = [], [], []
    with np.errstate(all="ignore"):  # numbers that run away are dealt with after the step
        for center, outsides, negatives in each:
            if negatives is None:  # every word takes part in the naive softmax
                used, places = np.arange(V), outsides
            else:
                used = np.concatenate([outsides, negatives.ravel()])  # repeats get a row each
                places = np.arange(len(outsides))
                negatives = np.arange(len(outsides), len(used)).reshape(negatives.shape)
            loss, grad_center, grad_outside = _window(skipgram, x[[center]], x[V + used], places, negatives)
            losses.append(loss)
            rows += [[center], V + used]
            grads += [grad_center, grad_outside]
    return losses, np.concatenate(rows), np.concatenate(grads)


def _window(skipgram, center_vecs, outside_vecs, outsides, negatives):
    """The student's function on a window's own rows: center (1, D), outside (M + M K, D), or (V, D) without negatives."""
    try:
        loss, grad_center, grad_outside = skipgram(0, outsides, center_vecs, outside_vecs, negatives)
        if (np.shape(grad_center), np.shape(grad_outside)) != (center_vecs.shape, outside_vecs.shape):
            raise ValueError(
                f"gradients of shape {np.shape(grad_center)} and {np.shape(grad_outside)} for matrices of shape "
                f"{center_vecs.shape} and {outside_vecs.shape}"
            )
        return float(np.squeeze(loss)), np.asarray(grad_center, dtype=float), np.asarray(grad_outside, dtype=float)
    except NotImplementedError:
        raise
    except Exception as problem:
        raise trouble_in("skipgram_loss_and_gradient", problem) from problem
