"""Minibatch steps of skip-gram with negative sampling, as minibatch_step.Negative, many in one call."""

import functools
from collections.abc import Callable
from math import factorial, inf, log
from typing import Protocol

import numpy as np
from numba import float64, intp, njit

from ..minibatch_step import Windows
from .rows import dot, load, plus, store, times_power_of_two, zero

LARGE = 1e150  # two factors as large do not overflow
LARGEST, SMALLEST = 709.0, -708.0  # exponents; exp of larger ones overflows, of smaller ones it is nothing
ROUNDS = 1.5 * 2.0**52  # a number that is added to it becomes an integer, which is in the last bits
LOG2_E = 1.4426950408889634
LN_2, LN_2_REST = 0.693147180369123816490, 1.90821492927058770002e-10  # the first has zeros as its last bits
C2, C3, C4, C5, C6, C7, C8, C9, C10, C11, C12 = (1 / factorial(n) for n in range(2, 13))


class Steps(Protocol):
    """The windows of S steps, as w2v_lib draws them; letters as in Windows."""

    centers: np.ndarray  # (S, B)
    sizes: np.ndarray  # (S, B)
    words: np.ndarray  # (pairs of all steps, 1 + K)


class Negative:
    """Minibatch steps, as minibatch_step.Negative."""

    def __init__(self, V: int, D: int) -> None:
        self.add_gradients = loop_for(D)

    def step(self, x: np.ndarray, windows: Windows, rate: float) -> float:
        """Take one step on x (2V, D), in place; return the mean loss."""
        return self._one(x, x, windows, -rate)

    def gradient(self, x: np.ndarray, windows: Windows) -> tuple[float, np.ndarray]:
        """Return the mean loss and its gradient, (2V, D)."""
        gradient = np.zeros_like(x)
        return self._one(gradient, x, windows, 1.0), gradient

    def _one(self, to, x, windows, factor):
        """Add to `to` a factor times the gradient at x; return the mean loss."""
        places = windows.centers[None], windows.sizes[None], windows.words
        return float(self.add_gradients(to, x, *places, np.array([factor]))[0])

    def steps(self, x: np.ndarray, drawn: Steps, rates: np.ndarray) -> np.ndarray:
        """Take S steps on x (2V, D), in place, of the given sizes (S,); return their mean losses (S,)."""
        return self.add_gradients(x, x, drawn.centers, drawn.sizes, drawn.words, -rates)


@functools.cache
def loop_for(D: int) -> Callable[..., np.ndarray]:
    """Return the loop over minibatches, which is compiled for vectors of D numbers."""
    vectors, numbers = float64[:, ::1], intp[:, ::1]  # what a Row is read from has no gaps

    def add_gradients(to, x, centers, sizes, words, factors):
        """Add factors[s] times the mean gradient of minibatch s at x to `to`; return the mean losses (S,).

        Args:
            to: (2V, D), changed in place; it may be x itself.
            x: (2V, D), center vectors above outside vectors.
            centers: (S, B).
            sizes: (S, B).
            words: (pairs of all minibatches, 1 + K).
            factors: (S,).
        """
        losses, first, (S, B) = np.empty(len(centers)), 0, centers.shape
        for s in range(S):
            end = first + sizes[s].sum()
            loss = add_gradient(to, x, centers[s], sizes[s], words[first:end], factors[s] / B, zero(D))
            losses[s], first = loss / B, end
        return losses

    # what was kept by two processes is loaded under this name: it has to be another for another D
    add_gradients.__qualname__ += f"_{D}"
    signature = float64[::1](vectors, vectors, numbers, numbers, numbers, float64[::1])
    return njit(signature, cache=True)(add_gradients)


@njit
def add_gradient(to, x, centers, sizes, words, factor, none):
    """Add factor times the gradient of a minibatch's summed loss at x to `to`; return the summed loss.

    `none` is a Row of zeros; all else is as above.
    """
    V, K1 = len(x) // 2, words.shape[1]
    lengths, words = sizes * K1, words.ravel()
    scores = scores_of(x[:V], x[V:], centers, lengths, words, none)
    scores[::K1] *= -1
    loss = by_scores(scores, factor)
    scores[::K1] *= -1
    to_centers = gradients_of_centers(x[V:], lengths, words, scores, none)
    # now that nothing needs x as it was
    add_to_words(to[V:], x[:V], centers, lengths, words, scores, none)
    for i in range(len(centers)):
        row = load(to, centers[i], none)
        store(to, centers[i], plus(row, 1.0, load(to_centers, i, none)))
    return loss


@njit
def scores_of(v, U, centers, lengths, words, none):
    """Return the score of each word, window after window."""
    scores, first = np.empty(len(words)), 0
    for i in range(len(centers)):
        center, end = load(v, centers[i], none), first + lengths[i]
        mine, theirs = scores[first:end], words[first:end]
        for n in range(len(mine)):
            mine[n] = dot(center, load(U, theirs[n], none))
        first = end
    return scores


@njit
def gradients_of_centers(U, lengths, words, errors, none):
    """Return the sum of each window's outside vectors, times their errors: (B, D)."""
    sums, first = np.empty((len(lengths), U.shape[1])), 0
    for i in range(len(lengths)):
        row, end = none, first + lengths[i]
        mine, theirs = errors[first:end], words[first:end]
        for n in range(len(mine)):
            row = plus(row, mine[n], load(U, theirs[n], none))
        store(sums, i, row)
        first = end
    return sums


@njit
def add_to_words(to, v, centers, lengths, words, errors, none):
    """Add each window's center vector, times the word's error, to the rows of its words."""
    first = 0
    for i in range(len(centers)):
        center, end = load(v, centers[i], none), first + lengths[i]
        mine, theirs = errors[first:end], words[first:end]
        for n in range(len(mine)):
            store(to, theirs[n], plus(load(to, theirs[n], none), mine[n], center))
        first = end


@njit
def by_scores(scores, factor):
    """Return the summed loss of scores, and put factor times its derivatives in their place.

    With q = 1 + exp(score), a word's loss is log q, and its derivative 1 - 1 / q.
    """
    q = np.ones(-(-len(scores) // 8) * 8)
    one_plus_exp(scores, q, factor)
    eighths = q.reshape(8, -1)
    loss, product = 0.0, 1.0
    for n in range(eighths.shape[1]):  # a logarithm takes longer than many products
        eight = 1.0
        for m in range(8):
            eight *= eighths[m, n]
        if eight < LARGE:
            product *= eight
        else:  # or not a number
            for m in range(8):
                loss += log(eighths[m, n])
        if product > LARGE:
            loss += log(product)
            product = 1.0
    return loss + log(product)


@njit(fastmath={"contract"}, error_model="numpy")  # so that four numbers are computed at once
def one_plus_exp(scores, q, factor):
    """Put 1 + exp(score) into q, and factor * (1 - 1 / q) in the place of each score.

    exp(x) is 2**k exp(r), where k is the integer next to x / log 2; for the rest r, which is below .35, the
    exponential's series to the twelfth power is exact to the last bit or two.
    """
    for n in range(len(scores)):
        x = scores[n]
        shifted = x * LOG2_E + ROUNDS
        k = shifted - ROUNDS
        r = x - k * LN_2 - k * LN_2_REST
        series = C9 + r * (C10 + r * (C11 + r * C12))
        series = C4 + r * (C5 + r * (C6 + r * (C7 + r * (C8 + r * series))))
        power = times_power_of_two(1 + r * (1 + r * (C2 + r * (C3 + r * series))), shifted)
        power = 0.0 if x < SMALLEST else power
        power = inf if x > LARGEST else power
        q[n] = 1 + power
        scores[n] = factor * (1 - 1 / (1 + power))
