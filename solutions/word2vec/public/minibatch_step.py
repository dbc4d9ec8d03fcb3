"""The step of a whole minibatch in NumPy: what a student's functions compute pair by pair, all pairs at once.

It trains only after it has been compared with those functions (w2v_lib/parity.py). Sources: Mikolov et al.
2013b for negative sampling, Bottou 1998 for the minibatch.
"""

from typing import Protocol

import numpy as np

try:  # part of SciPy, which scikit-learn brings: adds rows at places without an array of the places
    from scipy.sparse._sparsetools import csc_matvecs
except ImportError:  # not in SciPy's public interface, so it may move one day
    csc_matvecs = None

ONE = np.ones(())  # NumPy would make it of the number 1 at every call, which takes as long as the sum


class Windows(Protocol):
    """The windows of one step, as w2v_lib draws them: B centers, P pairs, K negatives per pair."""

    centers: np.ndarray  # (B,)
    sizes: np.ndarray  # (B,) how many pairs each window has
    words: np.ndarray  # (P, 1 + K) per pair the outside word, then its negatives
    outsides: np.ndarray  # (P,)


def add_rows(
    x: np.ndarray, columns: np.ndarray, rows: np.ndarray, factors: np.ndarray, added: np.ndarray
) -> None:
    """Add factors[i] * added[j] to x[rows[i]] for the i of column j, in place; rows may repeat.

    Args:
        x: (N, D), changed in place.
        columns: (J + 1,) column j has the i from columns[j] up to columns[j + 1].
        rows: (I,).
        factors: (I,).
        added: (J, D).
    """
    if csc_matvecs is not None:
        csc_matvecs(len(x), len(added), x.shape[1], columns, rows, factors, added.reshape(-1), x.reshape(-1))
        return
    change = factors[:, None] * np.repeat(added, np.diff(columns), axis=0)
    places = rows[:, None] * x.shape[1] + np.arange(x.shape[1])
    np.add.at(x.reshape(-1), places.reshape(-1), change.reshape(-1))  # flat: five times as fast as by rows


class Negative:
    """Minibatch steps of skip-gram with negative sampling.

    A step has 140 pairs or so, and a third of its time goes into calling NumPy, not into numbers: hence
    arrays that are used again, results put in place, as few calls as can be.

    Args:
        V, D: sizes of x (2V, D), whose rows are center vectors above outside vectors.
    """

    def __init__(self, V: int, D: int) -> None:
        self.V, self.D, self.room = V, D, (0, 0)

    def step(self, x: np.ndarray, windows: Windows, rate: float) -> float:
        """Take one step on x, in place: the windows' mean gradient, times `rate`. Return the mean loss."""
        loss, derivatives = self._derivatives(x, windows, -rate)
        self._add(x, windows.words, *derivatives)
        return loss

    def gradient(self, x: np.ndarray, windows: Windows) -> tuple[float, np.ndarray]:
        """Return the mean loss and its gradient, (2V, D)."""
        loss, derivatives = self._derivatives(x, windows, 1.0)
        gradient = np.zeros_like(x)
        self._add(gradient, windows.words, *derivatives)
        return loss, gradient

    def _add(self, x, words, centers, v, to_center, to_scores):
        P = len(words)
        add_rows(x[self.V :], self.by_pair[: P + 1], words.reshape(-1), to_scores, v)
        add_rows(x[: self.V], self.one_by_one[: P + 1], centers, self.ones[:P], to_center)

    def _derivatives(self, x, windows, factor):
        """Return the mean loss, and what there is to add.

        Per pair: center words (P,), their vectors (P, D), factor times the gradients for these (P, D), and
        factor times the derivative of the loss with respect to each score (P (1 + K),).
        """
        words, P = windows.words, len(windows.words)
        self._make_room(*words.shape)
        centers = windows.centers.repeat(windows.sizes)
        v = x.take(centers, 0, self.v[:P], "clip")
        U = x[self.V :].take(words, 0, self.U[:P], "clip")  # (P, 1 + K, D)
        scores = self.scores[: words.size].reshape(words.shape)
        np.matmul(U, v[:, :, None], scores[:, :, None])
        loss = self._by_scores(scores, factor / len(windows.centers)) / len(windows.centers)
        to_center = self.to_center[:P]
        np.matmul(scores[:, None, :], U, to_center[:, None, :])
        return loss, (centers, v, to_center, self.scores[: words.size])

    def _by_scores(self, scores, factor):
        """Return the summed loss of scores (P, 1 + K); put factor times its derivatives in their place."""
        flat, true = scores.reshape(-1), scores[:, 0]  # the same numbers; the true word's are in front
        q = self.q[: flat.size]
        np.negative(true, true)
        np.exp(flat, flat)
        np.add(flat, ONE, q)  # 1 + exp(∓score), one over the probability of what is the case
        loss = self._sum_of_logs(flat.size)
        np.reciprocal(q, flat)
        np.subtract(ONE, flat, flat)
        np.multiply(flat, factor, flat)
        np.negative(true, true)
        return loss

    def _sum_of_logs(self, n):
        """Return the sum of log q, by products of eight: a logarithm takes longer than eight products."""
        end = -(-n // 8) * 8
        self.q[n:end] = 1
        products = np.multiply.reduce(self.q[:end].reshape(8, -1))
        total = np.log(products, products).dot(self.ones[: len(products)])
        # a product can be too large where no factor is
        return float(total if total < np.inf else np.log(self.q[:n]).sum())

    def _make_room(self, pairs, words):
        """Make arrays that every step uses again: to ask for memory would take as long as the arithmetic."""
        if pairs <= self.room[0] and words == self.room[1]:
            return
        most = 2 * pairs
        self.room = most, words
        self.v, self.to_center = np.empty((most, self.D)), np.empty((most, self.D))
        self.U = np.empty((most, words, self.D))
        self.scores, self.q = np.empty(most * words), np.empty(most * words + 8)
        self.ones = np.ones(most * words)
        self.by_pair, self.one_by_one = np.arange(most + 1) * words, np.arange(most + 1)


class Naive:
    """Minibatch steps of skip-gram with the naive softmax; x as in Negative."""

    def __init__(self, V: int, D: int) -> None:
        self.V = V

    def step(self, x: np.ndarray, windows: Windows, rate: float) -> float:
        """Take one step, as Negative.step."""
        loss, to_center, to_outside = self._gradient(x, windows)
        np.subtract.at(x, windows.centers, rate * to_center)
        x[self.V :] -= rate * to_outside
        return loss

    def gradient(self, x: np.ndarray, windows: Windows) -> tuple[float, np.ndarray]:
        """Return the mean loss and its gradient, as Negative.gradient."""
        loss, to_center, to_outside = self._gradient(x, windows)
        gradient = np.zeros_like(x)
        np.add.at(gradient, windows.centers, to_center)
        gradient[self.V :] = to_outside
        return loss, gradient

    def _gradient(self, x, windows):
        """Return the mean loss, gradients for the centers (B, D) and for all outside vectors (V, D)."""
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
