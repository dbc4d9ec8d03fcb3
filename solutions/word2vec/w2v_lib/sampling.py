"""What a training step sees: windows of words, and negatives for them (given).

A hundred steps are drawn at a time, a block, because NumPy is quick with long arrays. Everything random about block b comes
from `np.random.default_rng([seed, 1, b])`, and what the text has lost by then from `[seed, 2, …]`. So a run that was stopped
goes on with exactly the draws it would have had.
"""

from typing import NamedTuple

import numpy as np

from .waiting import Trouble

BLOCK = 100  # steps that are drawn together
TEXT_A_BLOCK = 20_000  # frequent words are dropped anew after so many blocks that there are about so many words of text for each


class Windows(NamedTuple):
    """The windows of one step: B centers, P pairs, K negatives a pair (none for the naive softmax).

    centers (B,); sizes (B,), how many outside words each window has;
    words (P, 1 + K), a row for each pair, window after window: its outside word, then its negatives.
    """

    centers: np.ndarray
    sizes: np.ndarray
    words: np.ndarray

    @property
    def outsides(self):
        """(P,)"""
        return self.words[:, 0]

    @property
    def negatives(self):
        """(P, K); None for the naive softmax."""
        return self.words[:, 1:] if self.words.shape[1] > 1 else None

    def each(self):
        """The windows one by one: (center, outside words (M,), negatives (M, K))."""
        lone = map(Windows, self.centers, self.sizes, np.split(self.words, np.cumsum(self.sizes)[:-1]))
        return [(window.centers, window.outsides, window.negatives) for window in lone]


def steps_of(centers, sizes, words):
    """Windows of several steps, taken apart: centers and sizes (steps, B), words of all pairs (sum of P, 1 + K)."""
    ends = np.cumsum(sizes.sum(axis=1)).tolist()
    return [Windows(*parts, words[begin:end]) for *parts, begin, end in zip(centers, sizes, [0, *ends], ends)]


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
        if len(self.counts) < 2:
            raise Trouble("There is only one word in this text: a word is told from others, so there must be some.")
        self.keep = np.minimum(1.0, np.sqrt(threshold * self.counts.sum() / self.counts))
        self.noise = self.counts**0.75 / np.sum(self.counts**0.75)


class Sampler(Shares):
    """Draws the windows of a step from a corpus.

    Frequent words are dropped from the text. From what is left a sentence, a center in it, and how far the window reaches
    are drawn, each uniformly. Negatives are drawn again where they hit the true outside word.
    """

    def __init__(self, corpus, window, batch, negatives, threshold, seed):
        super().__init__(corpus, threshold, negatives)
        self.window, self.batch, self.seed = window, batch, seed
        self._whole = np.concatenate(corpus.tokens)  # (T,) all sentences, one after the other
        self._sentence = np.repeat(np.arange(len(corpus.tokens)), [len(sentence) for sentence in corpus.tokens])
        share, other = alias(self.noise)
        self._up_to, self._of_cell = np.arange(len(share)) + share, np.stack([np.arange(len(share)), other], axis=1).ravel()
        self._thinning, self._block = (None, None), (None, [])

    def draw(self, step):
        """The Windows of a step."""
        number, place = divmod(step, BLOCK)
        if self._block[0] != number:
            self._block = number, self._drawn(number)
        return self._block[1][place]

    def _drawn(self, number):
        """The Windows of each step of a block."""
        thinning = number // max(1, len(self._whole) // TEXT_A_BLOCK)
        if self._thinning[0] != thinning:
            self._thinning = thinning, self._thinned(np.random.default_rng([self.seed, 2, thinning]))
        rng = np.random.default_rng([self.seed, 1, number])
        centers, sizes, outsides = self._windows(rng, *self._thinning[1])
        words = np.empty((len(outsides), 1 + self.negatives), np.intp)
        words[:, 0], words[:, 1:] = outsides, self.draw_negatives(rng, outsides)
        return steps_of(centers.reshape(BLOCK, self.batch), sizes.reshape(BLOCK, self.batch), words)

    def _thinned(self, rng):
        """What is left of the text, and where in it each sentence begins and ends; one that keeps fewer than two words is gone."""
        for _ in range(100):  # of a short text a draw may leave nothing
            kept = rng.random(len(self._whole)) < self.keep[self._whole]
            lengths = np.bincount(self._sentence[kept], minlength=self._sentence[-1] + 1)
            if (lengths > 1).any():
                text, ends = self._whole[kept], np.cumsum(lengths)
                return text, (ends - lengths)[lengths > 1], ends[lengths > 1]
        raise Trouble("Hardly a sentence keeps two words: take a larger threshold, or longer sentences.")

    def _windows(self, rng, text, starts, ends):
        """A block's centers, how many outside words each has, and these words one after the other."""
        drawn = rng.integers(len(starts), size=BLOCK * self.batch)
        starts, ends = starts[drawn, None], ends[drawn, None]
        center = rng.integers(starts, ends)  # place in the text
        reach = rng.integers(1, self.window + 1, size=center.shape)
        away = np.delete(np.arange(-self.window, self.window + 1), self.window)  # -C … -1, 1 … C
        place = center + away  # (windows, 2C)
        inside = (place >= starts) & (place < ends) & (np.abs(away) <= reach)
        return text[center[:, 0]], inside.sum(axis=1), text[place[inside]]

    def draw_negatives(self, rng, outsides):
        """(P, K) draws from `noise`; none is the outside word of its row."""
        negatives = self._from_noise(rng, (len(outsides), self.negatives))
        while (hit := negatives == outsides[:, None]).any():
            negatives[hit] = self._from_noise(rng, hit.sum())
        return negatives

    def _from_noise(self, rng, size):
        """Words by their noise: each cell is as likely as any other, and its parts belong to one word or two."""
        chance = rng.random(size)
        chance *= len(self._up_to)
        cell = chance.astype(np.intp)
        return self._of_cell.take(2 * cell + (chance >= self._up_to.take(cell)))


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
