"""The step of a whole minibatch in NumPy: what a student's functions compute pair by pair, all pairs at once.

It trains only after it has been held against those functions (w2v_lib/parity.py). Sources: Mikolov et al. 2013b for negative
sampling, Bottou 1998 for the minibatch.
"""

import numpy as np

try:  # part of SciPy, which scikit-learn brings: adds rows at places without an array of the places
    from scipy.sparse._sparsetools import csc_matvecs
except ImportError:  # not in SciPy's public interface, so it may move one day
    csc_matvecs = None


def add_rows(x, columns, rows, factors, added):
    """x[rows[i]] += factors[i] * added[j] for the i of column j, those from columns[j] up to columns[j + 1]; rows may repeat."""
    if csc_matvecs is not None:
        csc_matvecs(len(x), len(added), x.shape[1], columns, rows, factors, added.reshape(-1), x.reshape(-1))
        return
    change = factors[:, None] * np.repeat(added, np.diff(columns), axis=0)
    places = rows[:, None] * x.shape[1] + np.arange(x.shape[1])
    np.add.at(x.reshape(-1), places.reshape(-1), change.reshape(-1))  # flat: five times as fast as by rows


class Negative:
    """Minibatch steps of skip-gram with negative sampling.

    Args:
        V, D: sizes of x (2V, D), whose rows are center vectors above outside vectors.
    """

    def __init__(self, V, D):
        self.V, self.D, self.shape = V, D, (0, 0)

    def step(self, x, windows, rate):
        """Takes one step on x, in place: gradient of the mean over the windows, times `rate`. Returns the mean loss."""
        loss, v, to_center, error = self._derivatives(x, windows, -rate)
        self._add(x, v, to_center, error)
        return loss

    def gradient(self, x, windows):
        """Mean loss and its gradient, (2V, D)."""
        loss, v, to_center, error = self._derivatives(x, windows, 1.0)
        gradient = np.zeros_like(x)
        self._add(gradient, v, to_center, error)
        return loss, gradient

    def _add(self, x, v, to_center, error):
        P, words = error.shape
        add_rows(x, self.by_pair[: P + 1], self.rows[P : P * (1 + words)], error.reshape(-1), v)
        add_rows(x, self.one_by_one[: P + 1], self.rows[:P], self.ones[:P], to_center)

    def _derivatives(self, x, windows, factor):
        """Mean loss; and by pair: center vectors (P, D), factor times the gradients for them (P, D), and factor times the
        derivative of the loss by each score (P, 1 + K). Which rows of x they are of stands in self.rows: P centers, then P (1 + K)
        outside words, the true one of each pair first."""
        centers, outsides, sizes, negatives = windows
        P, words, B = len(outsides), 1 + negatives.shape[1], len(centers)
        self._make_room(P, words)
        self.rows[:P] = centers.repeat(sizes)
        outside = self.rows[P : P * (1 + words)].reshape(P, words)
        outside[:, 0], outside[:, 1:] = outsides, negatives
        outside += self.V
        v = x.take(self.rows[:P], axis=0, out=self.v[:P], mode="clip")
        U = x.take(outside, axis=0, out=self.U[:P], mode="clip")  # (P, 1 + K, D)

        p = self.p[:P]
        np.matmul(U, v[:, :, None], out=p[:, :, None])
        p[:, 0] *= -1
        np.exp(p, out=p)
        p += 1
        np.reciprocal(p, out=p)  # the probability of what is the case: 1 / (1 + exp(∓score))
        loss = float(-np.log(p).sum()) / B
        error = np.subtract(1, p, out=p)
        error *= factor / B
        error[:, 0] *= -1
        to_center = np.matmul(error[:, None, :], U, out=self.to_center[:P, None, :])[:, 0]
        return loss, v, to_center, error

    def _make_room(self, pairs, words):
        """Arrays that every step uses again: to ask the system for memory would take as long as the arithmetic."""
        if pairs <= self.shape[0] and words == self.shape[1]:
            return
        self.shape = most, words = 2 * pairs, words
        self.rows = np.empty(most * (1 + words), np.intp)
        self.v, self.U, self.p = np.empty((most, self.D)), np.empty((most, words, self.D)), np.empty((most, words))
        self.to_center, self.ones = np.empty((most, self.D)), np.ones(most)
        self.by_pair, self.one_by_one = np.arange(most + 1) * words, np.arange(most + 1)


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
