"""The step of a whole minibatch in NumPy: what a student's functions compute pair by pair, all pairs at once.

It trains only after it has been held against those functions (w2v_lib/parity.py). Sources: Mikolov et al. 2013b for negative
sampling, Bottou 1998 for the minibatch.
"""

import numpy as np

try:  # part of SciPy, which scikit-learn brings: adds rows at places without an array of the places
    from scipy.sparse._sparsetools import csc_matvecs
except ImportError:  # not in SciPy's public interface, so it may move one day
    csc_matvecs = None


ONE = np.ones(())  # NumPy would make such an array of the number 1 at every call, which takes as long as the sum


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

    A step has 140 pairs or so, and a third of its time goes into calling NumPy, not into numbers: hence arrays that are used again,
    results put in place, as few calls as can be.

    Args:
        V, D: sizes of x (2V, D), whose rows are center vectors above outside vectors.
    """

    def __init__(self, V, D):
        self.V, self.D, self.room = V, D, (0, 0)

    def step(self, x, windows, rate):
        """Takes one step on x, in place: gradient of the mean over the windows, times `rate`. Returns the mean loss."""
        loss, derivatives = self._derivatives(x, windows, -rate)
        self._add(x, windows.words, *derivatives)
        return loss

    def gradient(self, x, windows):
        """Mean loss and its gradient, (2V, D)."""
        loss, derivatives = self._derivatives(x, windows, 1.0)
        gradient = np.zeros_like(x)
        self._add(gradient, windows.words, *derivatives)
        return loss, gradient

    def _add(self, x, words, centers, v, to_center, to_scores):
        P = len(words)
        add_rows(x[self.V :], self.by_pair[: P + 1], words.reshape(-1), to_scores, v)
        add_rows(x[: self.V], self.one_by_one[: P + 1], centers, self.ones[:P], to_center)

    def _derivatives(self, x, windows, factor):
        """Mean loss; and by pair: center words (P,), their vectors (P, D), factor times the gradients for these (P, D), and factor
        times the derivative of the loss by each score (P (1 + K),)."""
        words, B = windows.words, len(windows.centers)
        P, n = len(words), words.size
        self._make_room(*words.shape)
        centers = windows.centers.repeat(windows.sizes)
        v = x.take(centers, 0, self.v[:P], "clip")
        U = x[self.V :].take(words, 0, self.U[:P], "clip")  # (P, 1 + K, D)

        flat, q = self.scores[:n], self.q[:n]
        scores = flat.reshape(words.shape)  # the same numbers by pair, the true word's in front
        true = scores[:, 0]
        np.matmul(U, v[:, :, None], scores[:, :, None])
        np.negative(true, true)
        np.exp(flat, flat)
        np.add(flat, ONE, q)  # 1 + exp(∓score), one over the probability of what is the case
        loss = self._sum_of_logs(n) / B
        np.reciprocal(q, flat)
        np.subtract(ONE, flat, flat)
        np.multiply(flat, factor / B, flat)
        np.negative(true, true)
        to_center = self.to_center[:P]
        np.matmul(scores[:, None, :], U, to_center[:, None, :])
        return loss, (centers, v, to_center, flat)

    def _sum_of_logs(self, n):
        """Sum of log q, by products of eight: a logarithm takes longer than eight products."""
        end = -(-n // 8) * 8
        self.q[n:end] = 1
        products = np.multiply.reduce(self.q[:end].reshape(8, -1))
        total = np.log(products, products).dot(self.ones[: len(products)])
        return float(total if total < np.inf else np.log(self.q[:n]).sum())  # a product can be too large where no factor is

    def _make_room(self, pairs, words):
        """Arrays that every step uses again: to ask the system for memory would take as long as the arithmetic."""
        if pairs <= self.room[0] and words == self.room[1]:
            return
        self.room = most, words = 2 * pairs, words
        self.v, self.U, self.to_center = np.empty((most, self.D)), np.empty((most, words, self.D)), np.empty((most, self.D))
        self.scores, self.q, self.ones = np.empty(most * words), np.empty(most * words + 8), np.ones(most * words)
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
        centers, sizes, outsides = windows.centers, windows.sizes, windows.outsides
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
