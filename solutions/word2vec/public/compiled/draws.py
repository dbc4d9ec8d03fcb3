"""Windows and negatives, drawn as NumPy draws them in w2v_lib/sampling.py, which explains the names."""

import numpy as np
from numba import intp, njit, uintp

AT_ONCE = 1000  # pairs whose numbers are drawn together, so that they stay in the cache


@njit(cache=True)
def thinned(rng, words, ends, keep):
    """Drop frequent words from the text, as w2v_lib.sampling.thinned does."""
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


def pairs(
    rng: np.random.Generator,
    text: np.ndarray,
    starts: np.ndarray,
    ends: np.ndarray,
    centers: np.ndarray,
    reaches: np.ndarray,
    K: int,
    up_to: np.ndarray,
    of_cell: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of N windows, as w2v_lib.sampling.pairs does.

    NumPy draws the numbers, many at a time: for a loop, each would be a call.
    """
    sizes, words = outsides(text, starts, ends, centers, reaches, K)
    numbers, places, hits = np.empty((AT_ONCE, K)), np.empty(AT_ONCE * K, np.intp), []
    for first in range(0, len(words), AT_ONCE):
        some = words[first : first + AT_ONCE]
        chances = rng.random(out=numbers[: len(some)])
        found = negatives(some, chances, up_to, of_cell, places)
        hits.append(first * K + places[:found])
    redraw(rng, words, np.concatenate([*hits, places[:0]]), up_to, of_cell)
    return sizes, words


def redraw(rng, words, hits, up_to, of_cell):
    """Draw negatives that hit their outside word again, a round for all of them, until none does."""
    pair, k = np.divmod(hits, words.shape[1] - 1)
    while len(pair):
        some, places = words[pair, :2], np.empty(len(pair), np.intp)
        found = negatives(some, rng.random((len(pair), 1)), up_to, of_cell, places)
        words[pair, 1 + k] = some[:, 1]
        pair, k = pair[places[:found]], k[places[:found]]


@njit(cache=True)
def outsides(text, starts, ends, centers, reaches, K):
    """Return how many pairs each window has, and the pairs (P, 1 + K) with their outside words alone."""
    begins, stops = np.maximum(starts, centers - reaches), np.minimum(ends, centers + reaches + 1)
    sizes, pair = stops - begins - 1, 0
    words = np.empty((sizes.sum(), 1 + K), np.intp)
    for i in range(len(centers)):
        for place in range(begins[i], stops[i]):
            if place != centers[i]:
                words[pair, 0] = text[place]
                pair += 1
    return sizes, words


@njit(cache=True)
def negatives(words, chances, up_to, of_cell, hits):
    """Put negatives into pairs (P, 1 + K), one for each of the chances (P, K).

    A chance gives a cell of the alias table, then one of its two parts. Which negatives are their pair's
    outside word is put into `hits`, as places in (P, K) row after row; the number of these is returned.
    """
    P, K = chances.shape
    found = 0
    for pair in range(P):
        outside, here = words[pair, 0], 0
        for k in range(K):
            chance = chances[pair, k] * len(up_to)
            cell = uintp(intp(chance))  # a processor makes signed integers sooner
            word = of_cell[2 * cell + uintp(chance >= up_to[cell])]
            words[pair, 1 + k] = word
            here += word == outside
        if here:  # seldom, and not in the loop above, which takes several negatives at once
            for k in range(K):
                if words[pair, 1 + k] == outside:
                    hits[found] = pair * K + k
                    found += 1
    return found
