"""The handouts' windows, read from the words of Python's generator (w2v_lib/handout.py)."""

import numpy as np
from numba import njit


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
