"""The step of a whole minibatch in NumPy: what a student's functions compute pair by pair, all pairs at once.

It trains only after it has been held against those functions (w2v_lib/parity.py). Sources: Mikolov et al. 2013b for negative
sampling, Bottou 1998 for the minibatch.
"""

import numpy as np


class Negative:
    """Minibatch steps of skip-gram with negative sampling.

    Args:
        V, D: sizes of x (2V, D), whose rows are center vectors above outside vectors.
    """

    def __init__(self, V, D):
        self.V, self.places = V, np.arange(2 * V * D).reshape(2 * V, D)  # of x's entries in one line

    def step(self, x, windows, rate):
        """Takes one step on x, in place: gradient of the mean over the windows, times `rate`. Returns the mean loss."""
        loss, rows, change = self._gradient(x, windows, -rate)
        # flat: NumPy adds at single numbers five times as fast as at rows
        np.add.at(x.reshape(-1), self.places.take(rows, axis=0).reshape(-1), change.reshape(-1))
        return loss

    def gradient(self, x, windows):
        """Mean loss and its gradient, (2V, D)."""
        loss, rows, change = self._gradient(x, windows, 1.0)
        gradient = np.zeros_like(x)
        np.add.at(gradient, rows, change)
        return loss, gradient

    def _gradient(self, x, windows, factor):
        """Mean loss; rows of x, some of them the same; factor times the gradient for each of them."""
        centers, outsides, sizes, negatives = windows
        center = np.repeat(centers, sizes)  # (P,)
        outside = np.empty((len(outsides), 1 + negatives.shape[1]), np.intp)  # (P, 1 + K), the true word first
        outside[:, 0], outside[:, 1:] = outsides, negatives
        outside += self.V
        v, U = x.take(center, axis=0), x.take(outside, axis=0)  # (P, D), (P, 1 + K, D)
        scores = np.matmul(U, v[:, :, None])[:, :, 0]
        scores[:, 1:] *= -1
        p = 1 / (1 + np.exp(-scores))  # what is to become 1
        loss = -np.log(p).sum() / len(centers)
        error = (1 - p) * (factor / len(centers))
        error[:, 0] *= -1
        to_center = np.matmul(error[:, None, :], U)[:, 0]  # (P, D)
        to_outside = np.matmul(error[:, :, None], v[:, None, :])  # (P, 1 + K, D)
        rows = np.concatenate([center, outside.reshape(-1)])
        return loss, rows, np.concatenate([to_center, to_outside.reshape(-1, v.shape[1])])


class Naive:
    """Minibatch steps of skip-gram with the naive softmax."""

    def __init__(self, V, D):
        self.V = V

    def step(self, x, windows, rate):
        """As Negative.step."""
        loss, to_center, to_outside = self._gradient(x, windows)
        np.subtract.at(x, windows.centers, rate * to_center)
        x[self.V :] -= rate * to_outside
        return loss

    def gradient(self, x, windows):
        """As Negative.gradient."""
        loss, to_center, to_outside = self._gradient(x, windows)
        gradient = np.zeros_like(x)
        np.add.at(gradient, windows.centers, to_center)
        gradient[self.V :] = to_outside
        return loss, gradient

    def _gradient(self, x, windows):
        """Mean loss, gradients for the centers (B, D) and for all outside vectors (V, D)."""
        centers, outsides, sizes, _ = windows
        v, U, B = x[centers], x[self.V :], len(centers)
        scores = v @ U.T  # (B, V)
        scores -= scores.max(axis=1, keepdims=True)
        y_hat = np.exp(scores)
        total = y_hat.sum(axis=1)
        window = np.repeat(np.arange(B), sizes)
        loss = float(np.sum(np.log(total)[window] - scores[window, outsides])) / B
        error = y_hat
        error *= (sizes / total / B)[:, None]
        np.subtract.at(error, (window, outsides), 1 / B)
        return loss, error @ U, error.T @ v
