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
        self.V, self.D, self.most = V, D, -1
        self.places = np.arange(2 * V * D).reshape(2 * V, D)  # of x's entries in one line

    def step(self, x, windows, rate):
        """Takes one step on x, in place: gradient of the mean over the windows, times `rate`. Returns the mean loss."""
        loss, rows, change = self._gradient(x, windows, -rate)
        places = self.places.take(rows, axis=0, out=self.flat[: len(rows)], mode="clip")
        # flat: NumPy adds at single numbers five times as fast as at rows
        np.add.at(x.reshape(-1), places.reshape(-1), change.reshape(-1))
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
        P, words, B, D = len(outsides), 1 + negatives.shape[1], len(centers), self.D
        self._make_room(P, words)
        rows, change = self.rows[: P * (1 + words)], self.change[: P * (1 + words)]
        rows[:P] = centers.repeat(sizes)
        outside = rows[P:].reshape(P, words)  # the true word first
        outside[:, 0], outside[:, 1:] = outsides, negatives
        outside += self.V
        v = x.take(rows[:P], axis=0, out=self.v[:P], mode="clip")  # (P, D)
        U = x.take(outside, axis=0, out=self.U[:P], mode="clip")  # (P, 1 + K, D)

        p = self.p[:P]
        scores = np.matmul(U, v[:, :, None], out=p[:, :, None])[:, :, 0]
        scores[:, 0] *= -1
        np.exp(scores, out=p)
        p += 1
        np.reciprocal(p, out=p)  # the probability of what is the case: 1 / (1 + exp(∓score))
        loss = float(-np.log(p).sum()) / B
        error = np.subtract(1, p, out=p)
        error *= factor / B
        error[:, 0] *= -1
        np.matmul(error[:, None, :], U, out=change[:P].reshape(P, 1, D))
        np.matmul(error[:, :, None], v[:, None, :], out=change[P:].reshape(P, words, D))
        return loss, rows, change

    def _make_room(self, pairs, words):
        """Arrays that every step uses again: to ask the system for memory would take as long as the arithmetic."""
        if pairs * (1 + words) <= self.most:
            return
        pairs *= 2
        self.most = pairs * (1 + words)
        self.rows, self.flat = np.empty(self.most, np.intp), np.empty((self.most, self.D), np.intp)
        self.v, self.U, self.p = np.empty((pairs, self.D)), np.empty((pairs, words, self.D)), np.empty((pairs, words))
        self.change = np.empty((self.most, self.D))


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
