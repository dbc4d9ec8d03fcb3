"""Draw windows and negatives exactly as the original CS224n handouts did, 2019 to 2022 (given).

The handouts used the corpus of `datasetSentences.txt` and Python's own random generator. Their run.py
seeded it with 31415 for windows and negatives, and NumPy's with 9265 for the start. They drew one number
after the other; here the same numbers are read, in the same order, from a long array of the generator's
32-bit words.

A sequence of words is a str here, and each word a character of it (there are 1.1 million): Python cuts,
joins and searches a str faster than a list.
"""

import random

import numpy as np

from .sampling import Shares, Windows
from .treebank import Corpus

TABLE = 1_000_000  # cells of the table of negatives
ROUNDS = 30  # copies of the text, each with other words dropped
WORDS = 2**17  # 32-bit words that are made at a time
LONGEST = 10_000  # more 32-bit words than one window can use
START_SEED = 9265


class HandoutStream(Shares):
    """Draw as the handouts' `dataset` did; it can be used in place of a Sampler."""

    def __init__(self, corpus: Corpus, window: int, batch: int, negatives: int, threshold: float, seed: int):
        super().__init__(corpus, threshold, negatives)
        self.window, self.batch = window, batch
        self.table = np.searchsorted(np.cumsum(self.noise) * TABLE, np.arange(TABLE)).astype(np.uint32)
        self.corpus, self.seed = corpus, seed
        self._begin()

    def draw(self, step: int) -> Windows:
        """Return the windows of a step. Ask for steps in order: an earlier one starts the stream again."""
        if step < self._next:
            self._begin()
        while self._next < step:
            self._read()
        return self._read()

    def _begin(self):
        """Set the generator to its seed, and drop frequent words from the text with its first numbers."""
        source = random.Random(self.seed)
        # of the first window; the handouts draw it before the text
        self._reach = source.randint(1, self.window)
        _, state, _ = source.getstate()
        self._rng = np.random.RandomState()
        self._rng.set_state(("MT19937", np.array(state[:-1], dtype=np.uint32), state[-1]))
        text, lengths = zip(*(self._thinned() for _ in range(ROUNDS)), strict=True)
        self._text, lengths = as_str(np.concatenate(text)), np.concatenate(lengths)
        self._lengths, self._starts = lengths.tolist(), (np.cumsum(lengths) - lengths).tolist()
        self._words, self._at, self._next = np.zeros(0, np.uint32), 0, 1
        self._fill()

    def _thinned(self):
        """Drop frequent words from one copy of the text.

        Returns:
            text: (T,) the words that are left, in sentences of two or more.
            lengths: (S,) how many of them each sentence has.
        """
        tokens = self.corpus.tokens
        text = np.concatenate(tokens).astype(np.int32)
        sentence_of = np.repeat(np.arange(len(tokens)), [len(sentence) for sentence in tokens])
        kept, asked = np.ones(len(text), bool), self.keep[text] < 1  # only for these a number is drawn
        kept[asked] = self._rng.random_sample(asked.sum()) >= 1 - self.keep[text[asked]]
        lengths = np.bincount(sentence_of[kept], minlength=len(tokens))
        long_enough = lengths > 1
        return text[kept & long_enough[sentence_of]], lengths[long_enough]

    def _fill(self):
        """Make more of the generator's 32-bit words, and look up which negative each of them would draw.

        Python's randint(0, 999_999) takes 20 bits of a word, and goes on to the next word if the number is
        too large. So only the good words draw a negative.
        """
        more = self._rng.randint(0, 2**32, size=WORDS, dtype=np.uint32)
        words = np.concatenate([self._words[self._at :], more])
        cell = words >> 12
        good = cell < TABLE
        # one number of a memoryview is read faster than one of an array
        self._words, self._at = memoryview(words), 0
        self._drawn = as_str(self.table[cell[good]])  # the negative of each good word
        self._place = memoryview(np.flatnonzero(good))  # where each good word is
        # how many good words there are before each word; NumPy adds up int32 faster than its default
        self._before = memoryview(np.cumsum(good, dtype=np.int32) - good)

    def _below(self, n):
        """Draw a number as Python's randrange(n) does."""
        shift = 32 - n.bit_length()
        while True:
            number = self._words[self._at] >> shift
            self._at += 1
            if number < n:
                return number

    def _read(self):
        """Return the windows of the next step."""
        centers, sizes, words = [], [], []
        for _ in range(self.batch):
            if self._at + LONGEST > len(self._words):
                self._fill()
            center, around = self._window()
            centers.append(center)
            sizes.append(len(around))
            words.append(self._with_negatives(around))
        self._next += 1
        pairs = as_rows("".join(words)).reshape(-1, 1 + self.negatives)
        return Windows(as_rows("".join(centers)), np.array(sizes), pairs)

    def _window(self):
        """Draw a center word and the words around it that differ from it, until there is at least one."""
        reach, self._reach = self._reach or (self._below(self.window) + 1), None
        while True:
            sentence = self._below(len(self._lengths))
            length, start = self._lengths[sentence], self._starts[sentence]
            here, end = start + self._below(length), start + length
            center = self._text[here]
            window = self._text[max(start, here - reach) : min(end, here + reach + 1)]
            around = window.replace(center, "")
            if around:
                return center, around

    def _with_negatives(self, around):
        """Return each outside word followed by its K negatives, none of them the word itself."""
        if not self.negatives:
            return around
        number, found = self._before[self._at], ""
        for outside in around:
            got = self._drawn[number : number + self.negatives]
            number += self.negatives
            while outside in got:
                got = got.replace(outside, "")
                missing = self.negatives - len(got)
                got += self._drawn[number : number + missing]
                number += missing
            found += outside + got
        self._at = self._place[number - 1] + 1
        return found


def as_str(words: np.ndarray) -> str:
    """Return a sequence of words as a str, in which word 65 is "A"."""
    return words.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def as_rows(text: str) -> np.ndarray:
    """Return the words that `as_str` made this str of."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.intp)


def start(V: int, D: int, seed: int) -> np.ndarray:
    """Return the first vectors (2V, D) as the handouts drew them: centers in ±0.5/D, outsides zero."""
    return np.concatenate([(np.random.RandomState(seed).rand(V, D) - 0.5) / D, np.zeros((V, D))])
