"""What a training step sees: windows of words, and negatives for them (given).

A hundred steps are drawn at a time, a block, because NumPy is quick with long arrays. Everything random about block b comes
from `np.random.default_rng([seed, 1, b])` alone. So a run that was stopped goes on with exactly the draws it would have had.
"""

from typing import NamedTuple

import numpy as np

from .waiting import Trouble

BLOCK = 100  # steps that are drawn together


class Windows(NamedTuple):
    """The windows of one step: B centers, P pairs, K negatives a pair.

    centers (B,); outsides (P,), window after window; sizes (B,), how many outside words each window has;
    negatives (P, K), None for the naive softmax.
    """

    centers: np.ndarray
    outsides: np.ndarray
    sizes: np.ndarray
    negatives: np.ndarray | None

    def each(self):
        """The windows one by one: (center, outside words (M,), negatives (M, K))."""
        ends = np.cumsum(self.sizes)[:-1]
        drawn = [None] * len(self.sizes) if self.negatives is None else np.split(self.negatives, ends)
        return list(zip(self.centers, np.split(self.outsides, ends), drawn))


class Shares:
    """How often words are seen in training, and drawn as negatives.

    Frequent words are dropped (Mikolov et al. 2013b): an occurrence of a word that makes up the share f of the text is kept with
    probability sqrt(threshold / f), at most 1. Negatives are drawn in proportion to count**0.75.

    Attributes:
        counts: (V,) how often the word occurs.
        keep: (V,) probability that an occurrence of the word is kept.
        noise: (V,) probability that a draw gives the word as a negative.
    """

    def __init__(self, corpus, threshold, negatives):
        self.negatives, self.counts = negatives, np.asarray(corpus.counts)
        self.keep = np.minimum(1.0, np.sqrt(threshold * self.counts.sum() / self.counts))
        self.noise = self.counts**0.75 / np.sum(self.counts**0.75)


class Sampler(Shares):
    """Draws the windows of a step from a corpus.

    Frequent words are dropped first. Then a sentence, a center in it, and how far the window reaches are drawn, each uniformly.
    Negatives are drawn again where they hit the true outside word; with `negatives=0` there are none, which is for the naive softmax.
    """

    def __init__(self, corpus, window, batch, negatives, threshold, seed):
        super().__init__(corpus, threshold, negatives)
        self.window, self.batch, self.seed = window, batch, seed
        self.text = np.concatenate(corpus.tokens)  # (T,) all sentences, one after the other
        self.lengths = np.array([len(sentence) for sentence in corpus.tokens])
        self.starts = np.cumsum(self.lengths) - self.lengths
        self._share, self._other = alias(self.noise)
        self._block = None, []

    def draw(self, step):
        """The Windows of a step."""
        number, place = divmod(step, BLOCK)
        if self._block[0] != number:
            self._block = number, self._drawn(np.random.default_rng([self.seed, 1, number]))
        return self._block[1][place]

    def _drawn(self, rng):
        """The Windows of each step of a block."""
        centers, outsides, sizes = self._windows(rng, BLOCK * self.batch)
        sizes = sizes.reshape(BLOCK, self.batch)
        ends = np.cumsum(sizes.sum(axis=1))[:-1]
        drawn = np.split(self._draw_negatives(rng, outsides), ends) if self.negatives else [None] * BLOCK
        return list(map(Windows, centers.reshape(BLOCK, self.batch), np.split(outsides, ends), sizes, drawn))

    def _windows(self, rng, missing):
        """Centers (B,), their outside words one after the other (P,), how many each has (B,)."""
        parts = []
        for _ in range(1000):
            parts.append(self._try_windows(rng, missing))
            missing -= len(parts[-1][0])
            if missing == 0:
                return [np.concatenate(arrays) for arrays in zip(*parts)]
        raise Trouble("Hardly a sentence keeps two words: take a larger threshold, or longer sentences.")

    def _try_windows(self, rng, wanted):
        """At most `wanted` windows; a sentence that keeps fewer than two words gives none."""
        drawn = rng.integers(len(self.lengths), size=wanted + wanted // 4 + 4)
        lengths = self.lengths[drawn]
        row = np.repeat(np.arange(len(drawn)), lengths)  # which draw a token belongs to
        text = self.text[np.arange(len(row)) + np.repeat(self.starts[drawn] - np.cumsum(lengths) + lengths, lengths)]

        kept = rng.random(len(text)) < self.keep[text]
        text, lengths = text[kept], np.bincount(row[kept], minlength=len(drawn))
        good = np.flatnonzero(lengths >= 2)[:wanted]
        starts, lengths = (np.cumsum(lengths) - lengths)[good], lengths[good]

        center = rng.integers(lengths)  # place in the sentence
        reach = rng.integers(1, self.window + 1, size=len(good))
        away = np.delete(np.arange(-self.window, self.window + 1), self.window)  # -C … -1, 1 … C
        place = center[:, None] + away  # (B, 2C)
        inside = (place >= 0) & (place < lengths[:, None]) & (np.abs(away) <= reach[:, None])
        outsides = text[(starts[:, None] + place)[inside]]
        return text[starts + center], outsides, inside.sum(axis=1)

    def _draw_negatives(self, rng, outsides):
        """(P, K) draws from `noise`; none is the outside word of its row."""
        negatives = self._from_noise(rng, (len(outsides), self.negatives))
        while (hit := negatives == outsides[:, None]).any():
            negatives[hit] = self._from_noise(rng, hit.sum())
        return negatives

    def _from_noise(self, rng, size):
        """Words by their noise: each cell is as likely as any other, and belongs to one word or two."""
        chance = rng.random(size) * len(self._share)
        cell = chance.astype(np.intp)
        chance -= cell
        return np.where(chance < self._share.take(cell), cell, self._other.take(cell))


def alias(probabilities):
    """Cells, one a word, all equally likely: the share of the cell that is its own word's, and whose the rest is (Vose 1991)."""
    share = np.array(probabilities) * len(probabilities)
    other = np.arange(len(share))
    poor, rich = np.flatnonzero(share < 1).tolist(), np.flatnonzero(share >= 1).tolist()
    share = share.tolist()
    while poor and rich:
        one, giver = poor.pop(), rich[-1]
        other[one] = giver
        share[giver] -= 1 - share[one]
        if share[giver] < 1:
            poor.append(rich.pop())
    for left in poor + rich:  # what rounding leaves
        share[left] = 1.0
    return np.array(share), other


def appearances(shares):
    """How often each word is the outside word of a pair, and how often one of its negatives: two arrays (V,)."""
    true = shares.counts * shares.keep
    true = true / true.sum()
    spared = true / (1 - shares.noise)  # no negative hits the pair's own outside word
    return true, shares.negatives * shares.noise * (spared.sum() - spared)


def loss_of_counts(shares):
    """Loss a pair of the best model that looks at no center word, only at how common words are.

    For such a model a word's score depends on the word alone; the best score makes sigmoid(score)
    the share of true ones among all appearances of the word, true or negative.
    """
    true, false = appearances(shares)
    if not shares.negatives:  # the best softmax without a center word gives the shares of the true ones
        return float(-np.sum(true * np.log(true)))
    share = true / (true + false)
    return float(-np.sum(true * np.log(share)) - np.sum(false * np.log1p(-share)))
