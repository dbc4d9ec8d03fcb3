"""Draw what a training step sees: windows of words, and negatives for them (given).

A block of a hundred steps is drawn at a time, because NumPy is quick with long arrays. Everything random
about block b comes from `np.random.default_rng([seed, 1, b])`, and which words of the text are dropped
comes from `[seed, 2, …]`. So a run that was stopped goes on with exactly the draws it would have had.

Where numba is installed, its loops take the place of `thinned` and `pairs`, and draw the same (kernels.py).
"""

import itertools
from typing import Any, NamedTuple

import numpy as np

from . import kernels
from .treebank import Corpus
from .waiting import Trouble

BLOCK = 100  # steps that are drawn together
WORDS_PER_BLOCK = 20_000  # of text; other words are dropped as soon as this much of it was used per block


class Windows(NamedTuple):
    """Hold the windows of one step: B windows, P pairs in all, K negatives per pair (0 for naive softmax).

    Attributes:
        centers: (B,) center words.
        sizes: (B,) number of outside words in each window.
        words: (P, 1 + K) one row for each pair, window after window: its outside word, then its negatives.
    """

    centers: np.ndarray
    sizes: np.ndarray
    words: np.ndarray

    @property
    def outsides(self) -> np.ndarray:
        """Return the outside words, (P,)."""
        return self.words[:, 0]

    @property
    def negatives(self) -> np.ndarray | None:
        """Return the negatives, (P, K); None for the naive softmax."""
        return self.words[:, 1:] if self.words.shape[1] > 1 else None

    def each(self) -> list[tuple]:
        """List the B windows, each as (center, outside words (M,), negatives (M, K) or None)."""
        words_of = np.split(self.words, np.cumsum(self.sizes)[:-1])
        single = map(Windows, self.centers, self.sizes, words_of)
        return [(window.centers, window.outsides, window.negatives) for window in single]


class Steps:
    """Hold the windows of S steps, step after step.

    Attributes:
        centers: (S, B) as in Windows.
        sizes: (S, B).
        words: (pairs of all steps, 1 + K).
        pairs: how many pairs each step has.
    """

    def __init__(self, centers: np.ndarray, sizes: np.ndarray, words: np.ndarray):
        self.centers, self.sizes, self.words = centers, sizes, words
        self.pairs = sizes.sum(axis=1).tolist()
        self._ends = [0, *itertools.accumulate(self.pairs)]

    def __len__(self) -> int:
        return len(self.pairs)

    def __getitem__(self, step: int) -> Windows:
        """Return the windows of one step; 0 is the first."""
        words = self.words[self._ends[step] : self._ends[step + 1]]
        return Windows(self.centers[step], self.sizes[step], words)

    def part(self, begin: int, end: int) -> "Steps":
        """Return the steps from one number up to another, or as many of them as there are."""
        end = min(end, len(self))
        words = self.words[self._ends[begin] : self._ends[end]]
        return Steps(self.centers[begin:end], self.sizes[begin:end], words)


class Stream:
    """Give the steps of a training.

    Whoever draws them has a method `_at(step)`, which returns Steps with this one, and its place there.
    """

    def draw(self, step: int) -> Windows:
        """Return the windows of a step."""
        steps, place = self._at(step)
        return steps[place]

    def following(self, step: int, most: int) -> Steps:
        """Return this step and those after it: at least one, at most so many."""
        steps, place = self._at(step)
        return steps.part(place, place + most)


class Shares:
    """Compute how often each word is seen in training, and how often it is drawn as a negative.

    Frequent words are dropped at random (Mikolov et al. 2013b). If a word makes up the share f of the text,
    each of its occurrences is kept with probability sqrt(threshold / f), at most 1. Negatives are drawn in
    proportion to count**0.75.

    Attributes:
        counts: (V,) how often the word occurs.
        keep: (V,) probability that an occurrence of the word is kept.
        noise: (V,) probability that a draw gives the word as a negative.
    """

    def __init__(self, corpus: Corpus, threshold: float, negatives: int):
        self.negatives, self.counts = negatives, np.asarray(corpus.counts)
        if len(self.counts) < 2:
            raise Trouble(
                "There is only one word in this text. Word2vec tells words apart, so it needs at least two."
            )
        self.keep = np.minimum(1.0, np.sqrt(threshold * self.counts.sum() / self.counts))
        self.noise = self.counts**0.75 / np.sum(self.counts**0.75)


class Sampler(Stream, Shares):
    """Draw the windows of a step from a corpus.

    Frequent words are dropped from the text. From what is left a sentence is drawn, a center word in it, and
    how far the window reaches, each uniformly. A negative that hits the true outside word is drawn again.
    """

    def __init__(self, corpus: Corpus, window: int, batch: int, negatives: int, threshold: float, seed: int):
        super().__init__(corpus, threshold, negatives)
        self.window, self.batch, self.seed = window, batch, seed
        self._words = np.concatenate(corpus.tokens)  # (T,) all sentences, one after the other
        self._ends = np.cumsum([len(sentence) for sentence in corpus.tokens])  # (S,) where each ends
        self._alias = parts_of_cells(*alias(self.noise))
        # (number, what was drawn) of the current ones
        self._thinning, self._block = (None, None), (None, None)

    def _at(self, step):
        """Return the block that a step is in, and its place there."""
        number, place = divmod(step, BLOCK)
        if self._block[0] != number:
            self._block = number, self._drawn(number)
        return self._block[1], place

    def _drawn(self, number):
        """Draw the steps of a block."""
        thinning = number // max(1, len(self._words) // WORDS_PER_BLOCK)
        if self._thinning[0] != thinning:
            self._thinning = thinning, self._thinned(np.random.default_rng([self.seed, 2, thinning]))
        text, starts, ends = self._thinning[1]
        rng = np.random.default_rng([self.seed, 1, number])
        sentence = rng.integers(len(starts), size=BLOCK * self.batch)
        starts, ends = starts[sentence], ends[sentence]
        centers = rng.integers(starts, ends)  # places in the text
        reaches = rng.integers(1, self.window + 1, size=len(centers))
        sizes, words = _loop("pairs")(rng, text, starts, ends, centers, reaches, self.negatives, *self._alias)
        in_steps = BLOCK, self.batch
        return Steps(text[centers].reshape(in_steps), sizes.reshape(in_steps), words)

    def _thinned(self, rng):
        """Drop frequent words from the text: what is left, and where its sentences begin and end."""
        for _ in range(100):  # a draw may leave nothing of a short text
            text, starts, ends = _loop("thinned")(rng, self._words, self._ends, self.keep)
            if len(starts):
                return text, starts, ends
        raise Trouble(
            "Hardly a sentence keeps two words. Use a larger threshold, or a text with longer sentences."
        )

    def draw_negatives(self, rng: np.random.Generator, outsides: np.ndarray) -> np.ndarray:
        """Draw negatives (P, K) for the outside words (P,); none is the outside word of its row."""
        return negatives(rng, outsides, self.negatives, *self._alias)


def _loop(name: str) -> Any:
    """Return `thinned` or `pairs`, as numba compiles it or else as it stands here."""
    return getattr(kernels.compiled(), name, globals()[name])


def thinned(
    rng: np.random.Generator, words: np.ndarray, ends: np.ndarray, keep: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Drop frequent words from the text.

    Args:
        rng: source of one number per word.
        words: (T,) all sentences, one after the other.
        ends: (S,) where each sentence ends.
        keep: (V,) probability that an occurrence of a word is kept.

    Returns:
        text: the words that are left.
        starts, ends: where each sentence that keeps two words or more begins and ends in it.
    """
    kept = rng.random(len(words)) < keep[words]
    ends = np.cumsum(kept)[ends - 1]
    starts = np.concatenate([[0], ends[:-1]])
    long_enough = ends - starts > 1
    return words[kept], starts[long_enough], ends[long_enough]


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
    """Return the pairs of N windows: their outside words, with K negatives for each.

    Args:
        rng: source of the negatives.
        text: the words.
        starts: (N,) where the sentence of each window begins in the text.
        ends: (N,) where it ends.
        centers: (N,) places of the center words in the text.
        reaches: (N,) how far each window reaches.
        K: number of negatives.
        up_to: (V,) the alias table, as from `parts_of_cells`.
        of_cell: (2V,) the same.

    Returns:
        sizes: (N,) number of outside words in each window.
        words: (P, 1 + K) one row for each pair, as in Windows.
    """
    reach = reaches.max()
    away = np.delete(np.arange(-reach, reach + 1), reach)  # -C … -1, 1 … C
    place = centers[:, None] + away  # (N, 2C)
    inside = (place >= starts[:, None]) & (place < ends[:, None]) & (np.abs(away) <= reaches[:, None])
    outsides = text[place[inside]]
    words = np.empty((len(outsides), 1 + K), np.intp)
    words[:, 0], words[:, 1:] = outsides, negatives(rng, outsides, K, up_to, of_cell)
    return inside.sum(axis=1), words


def negatives(
    rng: np.random.Generator, outsides: np.ndarray, K: int, up_to: np.ndarray, of_cell: np.ndarray
) -> np.ndarray:
    """Draw negatives (P, K) by an alias table; one that hits the outside word of its row is drawn again."""

    def draw(size):
        chance = rng.random(size)
        chance *= len(up_to)
        cell = chance.astype(np.intp)
        in_second_part = chance >= up_to.take(cell)
        return of_cell.take(2 * cell + in_second_part)

    drawn = draw((len(outsides), K))
    hit = drawn == outsides[:, None]
    while hit.any():
        drawn[hit] = draw(hit.sum())
        hit = drawn == outsides[:, None]
    return drawn


def alias(probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Build an alias table, with which a draw takes the same time for any number of words (Vose 1991).

    The table has one cell per word, and all cells are equally likely. A cell belongs to its own word for a
    share, and to one other word for the rest.

    Args:
        probabilities: (V,) that add up to 1.

    Returns:
        share: (V,) share of each cell that belongs to its own word.
        other: (V,) word that the rest of each cell belongs to.
    """
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
    for left in poor + rich:  # these cells miss 1 only by rounding
        share[left] = 1.0
    return np.array(share), other


def parts_of_cells(share: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lay an alias table out for drawing: a number in [0, V) is in a cell, and in one of its two parts.

    Returns:
        up_to: (V,) where each cell's own part ends.
        of_cell: (2V,) the words of each cell's two parts.
    """
    own = np.arange(len(share))
    return own + share, np.stack([own, other], axis=1).ravel()


def appearances(shares: Shares) -> tuple[np.ndarray, np.ndarray]:
    """Compute how often each word is a pair's outside word (V,), and how often a negative of it (V,)."""
    true = shares.counts * shares.keep
    true = true / true.sum()
    spared = true / (1 - shares.noise)  # because no negative hits the pair's own outside word
    return true, shares.negatives * shares.noise * (spared.sum() - spared)


def loss_of_counts(shares: Shares) -> float:
    """Compute the loss per pair of the best model that knows only how common words are.

    Such a model ignores the center word: a word's score depends on the word alone. With the best score,
    sigmoid(score) is the word's true appearances divided by all its appearances, true or negative.
    """
    true, false = appearances(shares)
    if (
        not shares.negatives
    ):  # the best softmax of this kind predicts each word with its share of the true ones
        return float(-np.sum(true * np.log(true)))
    share = true / (true + false)
    return float(-np.sum(true * np.log(share)) - np.sum(false * np.log1p(-share)))
