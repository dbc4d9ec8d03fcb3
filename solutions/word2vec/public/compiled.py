"""The training's inner loops, compiled by numba (`pip install 'w2v-autograder[fast]'`).

They compute what NumPy computes in minibatch_step.py and in w2v_lib/sampling.py, which are the reference:
the same step to 1e-12, the same draws of the same generator. Numba compiles a loop when it is first called,
which takes seconds, and keeps it on disk for the next time.

Indices become uintp: numba need not ask whether they are negative and count from the end.
"""

from math import exp, log

import numpy as np
from numba import njit, uintp

from .minibatch_step import Windows

LARGE = 1e150  # two factors as large do not overflow


class Negative:
    """Minibatch steps of skip-gram with negative sampling, as minibatch_step.Negative."""

    def __init__(self, V: int, D: int) -> None:
        self.D, self.errors, self.to_centers = D, np.empty((0, 0)), np.empty((0, D))

    def step(self, x: np.ndarray, windows: Windows, rate: float) -> float:
        """Take one step on x (2V, D), in place; return the mean loss."""
        return self._add(x, x, windows, -rate)

    def gradient(self, x: np.ndarray, windows: Windows) -> tuple[float, np.ndarray]:
        """Return the mean loss and its gradient, (2V, D)."""
        gradient = np.zeros_like(x)
        return self._add(gradient, x, windows, 1.0), gradient

    def _add(self, to, x, windows, factor):
        centers, sizes, words = windows.centers, windows.sizes, windows.words
        B = len(centers)
        if len(self.errors) < len(words) or len(self.to_centers) < B or self.errors.shape[1] < words.shape[1]:
            self.errors, self.to_centers = np.empty((2 * len(words), words.shape[1])), np.empty((B, self.D))
        return add_gradient(to, x, centers, sizes, words, factor / B, self.errors, self.to_centers) / B


# sums may be taken in another order; inf and nan stay what they are
@njit(cache=True, fastmath={"reassoc", "contract", "arcp", "nsz"})
def add_gradient(to, x, centers, sizes, words, factor, errors, to_centers):
    """Add factor times the gradient of the windows' summed loss at x to `to`, which may be x itself.

    Args:
        to: (2V, D), changed in place.
        x: (2V, D), center vectors above outside vectors.
        centers: (B,) as in Windows.
        sizes: (B,) as in Windows.
        words: (P, 1 + K) as in Windows.
        factor: float.
        errors: room for (P, 1 + K), the derivatives by the scores.
        to_centers: room for (B, D), what is added to the center vectors.

    Returns:
        The summed loss.
    """
    V, D = len(x) // 2, x.shape[1]
    U, to_U, loss, begin = x[V:], to[V:], 0.0, 0
    for i in range(len(centers)):
        center, end = uintp(centers[i]), begin + sizes[i]
        to_centers[i] = 0
        for pair in range(begin, end):
            for j in range(words.shape[1]):
                word, score = uintp(words[pair, j]), 0.0
                for d in range(D):
                    score += x[center, d] * U[word, d]
                errors[pair, j] = score
            loss += by_scores(errors[pair, : words.shape[1]], factor)
            for j in range(words.shape[1]):
                word, error = uintp(words[pair, j]), errors[pair, j]
                for d in range(D):
                    to_centers[i, d] += error * U[word, d]
        begin = end
    begin = 0
    for i in range(len(centers)):  # now that no window needs x as it was
        center, end = uintp(centers[i]), begin + sizes[i]
        for pair in range(begin, end):
            for j in range(words.shape[1]):
                word = uintp(words[pair, j])
                for d in range(D):
                    to_U[word, d] += errors[pair, j] * x[center, d]
        begin = end
    for i in range(len(centers)):
        for d in range(D):
            to[centers[i], d] += to_centers[i, d]
    return loss


@njit(cache=True, fastmath={"contract"})
def by_scores(scores, factor):
    """Return the loss of a pair, and put factor times its derivatives in the place of its scores.

    The true word is in front of K negatives. With q = 1 + exp(∓score), a word's loss is log q, and its
    derivative ∓(1 - 1 / q). One logarithm, of the product, takes less time than 1 + K.
    """
    loss, product = 0.0, 1.0
    for j in range(len(scores)):
        sign = -1.0 if j == 0 else 1.0
        q = 1 + exp(sign * scores[j])
        scores[j] = sign * factor * (1 - 1 / q)
        if q > LARGE:
            loss += log(q)
        else:
            product *= q
            if product > LARGE:
                loss += log(product)
                product = 1.0
    return loss + log(product)


@njit(cache=True)
def thinned(rng, words, ends, keep):
    """Drop frequent words from the text, as w2v_lib.sampling.thinned does, which explains the names."""
    text, starts, new_ends = np.empty_like(words), np.empty_like(ends), np.empty_like(ends)
    left, sentences, at = 0, 0, 0
    for end in ends:
        start = left
        while at < end:
            if rng.random() < keep[words[at]]:
                text[left] = words[at]
                left += 1
            at += 1
        if left - start > 1:
            starts[sentences], new_ends[sentences] = start, left
            sentences += 1
    return text[:left], starts[:sentences], new_ends[:sentences]


@njit(cache=True)
def pairs(rng, text, starts, ends, centers, reaches, K, up_to, of_cell):
    """Return the pairs of N windows, as w2v_lib.sampling.pairs does, which explains the names."""
    begins, stops = np.maximum(starts, centers - reaches), np.minimum(ends, centers + reaches + 1)
    sizes, pair = stops - begins - 1, 0
    words = np.empty((sizes.sum(), 1 + K), np.intp)
    for i in range(len(centers)):
        for place in range(begins[i], stops[i]):
            if place != centers[i]:
                words[pair, 0] = text[place]
                pair += 1
    # a round for all, then rounds for those that hit their outside word: as NumPy draws them
    hits = [
        (p, k) for p in range(len(words)) for k in range(1, 1 + K) if hit(rng, words[p], k, up_to, of_cell)
    ]
    while hits:
        hits = [(p, k) for p, k in hits if hit(rng, words[p], k, up_to, of_cell)]
    return sizes, words


@njit(cache=True)
def hit(rng, pair, k, up_to, of_cell):
    """Draw negative k of a pair, (1 + K,); tell whether it is the outside word.

    A draw gives a cell of the alias table, then one of its two parts.
    """
    chance = rng.random() * len(up_to)
    cell = uintp(chance)
    pair[k] = of_cell[2 * cell + uintp(chance >= up_to[cell])]
    return pair[k] == pair[0]


@njit(cache=True)
def handout_windows(words, end, text, starts, lengths, table, window, K):
    """Read windows with their negatives one after the other, as w2v_lib.handout describes.

    Args:
        words: 32-bit words of Python's generator.
        end: the last window begins before it; what it reads must be in `words`.
        text: the sentences, one after the other.
        starts: (S,) where each sentence begins in it.
        lengths: (S,) how many words each sentence has.
        table: (1,000,000,) words to draw negatives from.
        window: how far a window reaches at most.
        K: number of negatives.

    Returns:
        centers: (N,) center words.
        sizes: (N,) number of outside words in each window.
        after: (N,) place after the words that a window took.
        pairs: (P, 1 + K).
    """
    most = end // 3 + 1  # a window takes three words for its place, and one for each negative
    centers, sizes, after = np.empty(most, np.intp), np.zeros(most, np.intp), np.empty(most, np.intp)
    pairs = np.empty((len(words) // K if K else 2 * window * most, 1 + K), np.intp)
    N, P, at = 0, 0, 0
    while at < end:
        reach, at = below(words, at, window)
        while sizes[N] == 0:
            sentence, at = below(words, at, len(lengths))
            here, at = below(words, at, lengths[sentence])
            first, last = max(0, here - 1 - reach), min(lengths[sentence], here + 2 + reach)
            start = starts[sentence]
            centers[N] = text[start + here]
            for word in text[start + first : start + last]:
                if word != centers[N]:
                    pairs[P + sizes[N], 0] = word
                    sizes[N] += 1
        for pair in range(P, P + sizes[N]):
            for k in range(1, 1 + K):
                pairs[pair, k] = pairs[pair, 0]
                while pairs[pair, k] == pairs[pair, 0]:
                    cell, at = below(words, at, len(table))
                    pairs[pair, k] = table[cell]
        P += sizes[N]
        after[N] = at
        N += 1
    return centers[:N], sizes[:N], after[:N], pairs[:P]


@njit(cache=True)
def below(words, at, n):
    """Draw a number as Python's randrange(n) does; return it, and the place after the words that it took."""
    shift = 32
    while n >> (32 - shift):
        shift -= 1
    number = n
    while number >= n:
        number = np.intp(words[at] >> np.uint32(shift))
        at += 1
    return number, at
