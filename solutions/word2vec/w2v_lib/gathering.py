"""The gradient of a batch of windows, worked out on just the rows that they need (given)."""

import numpy as np

from .waiting import trouble_in


def batch_loss_and_gradient(skipgram, windows, x, V):
    """Mean loss of some windows, and its gradient; the same that whole matrices would give.

    Args:
        skipgram: the student's skipgram_loss_and_gradient.
        windows: tuples of center, outside words (M,), negatives (M, K).
        x: (2V, D), center vectors above outside vectors.

    Returns:
        loss: float.
        gradient: (2V, D).
    """
    total, rows, grads = 0.0, [], []
    with np.errstate(all="ignore"):  # numbers that run away are dealt with after the step
        for center, outsides, negatives in windows:
            used = V + np.concatenate([outsides, negatives.ravel()])  # repeats get a row each
            loss, grad_center, grad_outside = _window(skipgram, x[[center]], x[used], negatives.shape)
            total += loss
            rows += [[center], used]
            grads += [grad_center, grad_outside]
    gradient = np.zeros_like(x)
    np.add.at(gradient, np.concatenate(rows), np.concatenate(grads) / len(windows))
    return total / len(windows), gradient


def _window(skipgram, center_vecs, outside_vecs, shape):
    """The student's function on a window's own rows: center (1, D), outside (M + M K, D)."""
    M, K = shape
    try:
        places = np.arange(M + M * K)
        loss, grad_center, grad_outside = skipgram(
            0, places[:M], center_vecs, outside_vecs, places[M:].reshape(M, K)
        )
        if (np.shape(grad_center), np.shape(grad_outside)) != (center_vecs.shape, outside_vecs.shape):
            raise ValueError(
                f"gradients of shape {np.shape(grad_center)} and {np.shape(grad_outside)} for matrices of shape "
                f"{center_vecs.shape} and {outside_vecs.shape}"
            )
        return float(np.squeeze(loss)), grad_center, grad_outside
    except NotImplementedError:
        raise
    except Exception as problem:
        raise trouble_in("skipgram_loss_and_gradient", problem) from problem
