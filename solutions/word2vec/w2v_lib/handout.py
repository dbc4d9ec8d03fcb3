"""Draw windows and negatives exactly as the original CS224n handouts did, 2019 to 2022 (given).

The handouts used the corpus of `datasetSentences.txt` and Python's own random generator. Their run.py
seeded it with 31415 for windows and negatives, and NumPy's with 9265 for the start. They drew one number
after the other; here the same numbers are read from a long array of the generator's 32-bit words.

Where a window begins is known only once the one before it was read, since some numbers are drawn again.
So a thousand readers begin at as many places, most of them in the middle of a window. Each reads until it
comes to where another reader has begun a window: from there, both would read the same. By chance that
happens after some forty windows. The true windows are those on the way from the first word.
"""

import random
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from . import kernels
from .sampling import Shares, Steps, Stream
from .treebank import Corpus

TABLE = 1_000_000  # cells of the table of negatives
ROUNDS = 30  # copies of the text, each with other words dropped
WORDS = 2**16, 2**22  # 32-bit words that are made at a time: at first, and at most
STRETCH = 4096  # words from one reader to the next
LONGEST = 10_000  # more words than one window can use
TRIES = 6  # words that are looked at together for a number below n; more than six are seldom needed
START_SEED = 9265


class Read(NamedTuple):
    """Hold N windows that were read, C words to each side at most.

    Attributes:
        at: (N,) place of the word with which a window begins.
        after: (N,) place of the word after it.
        centers: (N,) center words.
        outsides: (N, 2C) outside words, then -1.
        draws: (N,) which of the good words draws the first negative.
    """

    at: np.ndarray
    after: np.ndarray
    centers: np.ndarray
    outsides: np.ndarray
    draws: np.ndarray


class HandoutStream(Stream, Shares):
    """Draw as the handouts' `dataset` did; it can be used in place of a Sampler."""

    def __init__(self, corpus: Corpus, window: int, batch: int, negatives: int, threshold: float, seed: int):
        super().__init__(corpus, threshold, negatives)
        self.window, self.batch = window, batch
        self.table = np.searchsorted(np.cumsum(self.noise) * TABLE, np.arange(TABLE)).astype(np.int32)
        source = random.Random(seed)
        # of the first window; the handouts draw it before the text
        reach = source.randint(1, self.window)
        self._opening = np.array([reach - 1 << 32 - window.bit_length()], np.uint32)  # gives it once more
        _, state, _ = source.getstate()
        self._rng = np.random.RandomState()
        self._rng.set_state(("MT19937", np.array(state[:-1], dtype=np.uint32), state[-1]))
        whole = np.concatenate(corpus.tokens).astype(np.int32)
        sentence_of = np.repeat(np.arange(len(corpus.tokens)), list(map(len, corpus.tokens)))
        text, lengths = zip(*(self._thinned(whole, sentence_of) for _ in range(ROUNDS)), strict=True)
        self._text, self._lengths = np.concatenate(text), np.concatenate(lengths)
        self._starts = np.cumsum(self._lengths) - self._lengths
        self._state = self._rng.get_state()
        self._begin()

    def _at(self, step):
        """Return the steps that were read with this one, and its place; earlier ones are read again."""
        if step < self._first:
            self._begin()
        while step >= self._first + len(self._steps):
            self._first += len(self._steps)
            self._read_on()
        return self._steps, step - self._first

    def _begin(self):
        """Go to the words that come after those for the text."""
        self._rng.set_state(self._state)
        self._words, self._more = self._opening, WORDS[0]
        self._steps, self._first = (), 1  # what was read last, and the number of the first step of it

    def _thinned(self, text, sentence_of):
        """Drop frequent words from one copy of the text (T,); `sentence_of` (T,) says where each word is.

        Returns:
            text: the words that are left, in sentences of two or more.
            lengths: (S,) how many of them each sentence has.
        """
        kept, asked = np.ones(len(text), bool), self.keep[text] < 1  # only for these a number is drawn
        kept[asked] = self._rng.random_sample(asked.sum()) >= 1 - self.keep[text[asked]]
        lengths = np.bincount(sentence_of[kept], minlength=sentence_of[-1] + 1)
        long_enough = lengths > 1
        return text[kept & long_enough[sentence_of]], lengths[long_enough]

    def _read_on(self):
        """Make more of the generator's words, and read the steps that are in them."""
        more = self._rng.randint(0, 2**32, size=self._more, dtype=np.uint32)
        self._words, self._more = np.concatenate([self._words, more]), min(2 * self._more, WORDS[1])
        centers, sizes, after, pairs = self._compiled() if kernels.compiled() else self._by_readers()
        whole = len(sizes) // self.batch * self.batch
        shape = -1, self.batch
        self._steps = Steps(
            centers[:whole].reshape(shape), sizes[:whole].reshape(shape), pairs[: sizes[:whole].sum()]
        )
        self._words = self._words[after[whole - 1] if whole else 0 :]

    def _compiled(self):
        """Let numba's loop read the windows, each after the one before it."""
        text = self._text, self._starts, self._lengths
        end = len(self._words) - LONGEST
        return kernels.compiled().handout_windows(
            self._words, end, *text, self.table, self.window, self.negatives
        )

    def _by_readers(self):
        """Let readers read all over the words, and return the windows that are on the way from the first."""
        # Python's randint(0, 999_999) takes 20 bits of a word, and goes on to the next word if the number is
        # too large. So only the good words draw a negative.
        cell = self._words >> 12
        good = cell < TABLE
        # the negatives of K good words, beginning with each; views of rows are read faster than single places
        self._drawn = self.table[cell[good]]
        self._together = sliding_window_view(self._drawn, self.negatives) if self.negatives else None
        self._tries = sliding_window_view(self._words, TRIES)
        self._place = np.flatnonzero(good)  # where each good word is
        self._before = (
            np.cumsum(good, dtype=np.int32) - good
        )  # how many good words there are before each word
        self._redrawn = {}  # windows in which a negative hit its outside word: where they begin, their pairs
        windows = self._on_the_way(self._from_everywhere())
        sizes, pairs = self._pairs(windows.outsides, windows.draws)
        begins = np.cumsum(sizes) - sizes  # of each window's pairs
        for i in np.flatnonzero(np.isin(windows.at, list(self._redrawn))):
            pairs[begins[i] : begins[i] + sizes[i]] = self._redrawn[windows.at[i]]
        return windows.centers.astype(np.intp), sizes, windows.after, pairs.astype(np.intp)

    def _from_everywhere(self):
        """Let readers begin all over the words, and return all that they read."""
        end = len(self._words) - LONGEST
        at, begun, found = np.arange(0, end, STRETCH), np.zeros(len(self._words), bool), []
        while len(at):
            begun[at] = True
            found.append(self._windows(at))
            at = np.unique(found[-1].after)
            at = at[at < end]
            at = at[~begun[at]]
        return Read(*map(np.concatenate, zip(*found, strict=True)))

    def _on_the_way(self, windows):
        """Return the windows on the way from the first word, one after the other."""
        number = np.full(len(self._words), -1, np.int32)  # of the window that begins at each word
        number[windows.at] = np.arange(len(windows.at))
        following, way, one = number[windows.after].tolist(), [], int(number[0])
        while one >= 0:
            way.append(one)
            one = following[one]
        way = np.array(way)
        return Read(*(part[way] for part in windows))

    def _windows(self, begins):
        """Read a window from each place: a center word and the words around it that differ from it."""
        reaches, at = self._below(self.window, begins)
        centers = np.empty(len(at), np.int32)
        outsides = np.full((len(at), 2 * self.window), -1, np.int32)
        away = np.delete(np.arange(-self.window, self.window + 1), self.window)  # -C … -1, 1 … C
        left = np.arange(len(at))
        while len(left):  # a window without such words is drawn again, with the same reach
            sentence, at[left] = self._below(len(self._lengths), at[left])
            length, start = self._lengths[sentence, None], self._starts[sentence, None]
            here, at[left] = self._below(length[:, 0], at[left])
            here = start + here[:, None]
            center, place = self._text[here], here + away
            words = self._text.take(place, mode="clip")
            inside = (place >= start) & (place < start + length) & (np.abs(away) <= 1 + reaches[left, None])
            inside &= words != center
            row = left[np.nonzero(inside)[0]]
            outsides[row, np.cumsum(inside, axis=1)[inside] - 1] = words[inside]
            centers[left] = center[:, 0]
            left = left[~inside.any(axis=1)]
        draws = self._before[at]
        after = self._after_negatives(begins, outsides, draws) if self.negatives else at
        return Read(begins, after, centers, outsides, draws)

    def _below(self, n, at):
        """Draw numbers as Python's randrange(n) does, from the words at these places; n may be an array.

        Returns:
            number: drawn from each place.
            after: (N,) places after the words that it took.
        """
        n = np.reshape(n, (-1, 1))
        shift = 32 - np.frexp(n)[1].astype(np.uint32)  # frexp gives the number of n's bits
        tried = self._tries[at] >> shift
        good = tried < n
        first, each = good.argmax(axis=1), np.arange(len(at))
        number, after = tried[each, first].astype(np.intp), at + first + 1
        missed = np.flatnonzero(~good[each, first])
        if len(missed):
            rest = n if len(n) == 1 else n[missed]
            number[missed], after[missed] = self._below(rest, at[missed] + TRIES)
        return number, after

    def _pairs(self, outsides, draws):
        """Return how many pairs each window has, and the pairs (P, 1 + K), if no negative is drawn again."""
        there, K = outsides >= 0, self.negatives
        sizes = there.sum(axis=1)
        pairs = np.empty((sizes.sum(), 1 + K), np.int32)
        pairs[:, 0] = outsides[there]
        first = np.repeat(draws - K * (np.cumsum(sizes) - sizes), sizes) + K * np.arange(len(pairs))
        if K:
            pairs[:, 1:] = self._together[first]
        return sizes, pairs

    def _after_negatives(self, begins, outsides, draws):
        """Return the place after the negatives of each window."""
        sizes, pairs = self._pairs(outsides, draws)
        ends = draws + self.negatives * sizes
        hit = (pairs[:, 1:] == pairs[:, :1]).any(axis=1)
        for i in np.unique(np.repeat(np.arange(len(sizes)), sizes)[hit]).tolist():
            self._redrawn[begins[i]], ends[i] = self._one_by_one(draws[i], outsides[i, : sizes[i]].tolist())
        return self._place[ends - 1] + 1

    def _one_by_one(self, draw, outsides):
        """Return each outside word with its negatives, none of them the word itself, and the next draw."""
        pairs = []
        for outside in outsides:
            negatives = []
            while len(negatives) < self.negatives:
                missing = self.negatives - len(negatives)
                negatives += [word for word in self._drawn[draw : draw + missing].tolist() if word != outside]
                draw += missing
            pairs.append([outside, *negatives])
        return pairs, draw


def start(V: int, D: int, seed: int) -> np.ndarray:
    """Return the first vectors (2V, D) as the handouts drew them: centers in ±0.5/D, outsides zero."""
    return np.concatenate([(np.random.RandomState(seed).rand(V, D) - 0.5) / D, np.zeros((V, D))])
