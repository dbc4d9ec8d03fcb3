"""The random stream of the original CS224n handouts (2019 to 2022), draw for draw (given).

It needs the corpus of `datasetSentences.txt` and Python's own generator, seeded as the handouts' run.py seeded it: 31415 for the windows
and the negatives, 9265 (NumPy's) for the start. Numbers that are drawn one after the other there are read off here from a
long array of the generator's 32-bit words, in the same order.
"""

import random

import numpy as np

from .sampling import Shares, Windows

TABLE = 1_000_000  # cells of the table of negatives
ROUNDS = 30  # the text is read this often, each time with other words dropped
WORDS = 2**17  # 32-bit words that are made at a time
LONGEST = 10_000  # more words than one window can use
START_SEED = 9265


class HandoutStream(Shares):
    """Draws as the handouts' `dataset` did; has what Sampler has."""

    def __init__(self, corpus, window, batch, negatives, threshold, seed):
        super().__init__(corpus, threshold, negatives)
        self.window, self.batch = window, batch
        self.table = np.searchsorted(np.cumsum(self.noise) * TABLE, np.arange(TABLE))
        self.corpus, self.seed = corpus, seed
        self._begin()

    def draw(self, step):
        """The Windows of a step. Steps follow each other; an earlier one starts the stream again."""
        if step < self._next:
            self._begin()
        while self._next < step:
            self._read()
        return self._read()

    def _begin(self):
        """The generator at its seed, and the text with frequent words dropped by its first numbers."""
        source = random.Random(self.seed)
        self._reach = source.randint(1, self.window)  # the first window's, drawn before the text is
        _, state, _ = source.getstate()
        self._rng = np.random.RandomState()
        self._rng.set_state(("MT19937", np.array(state[:-1], dtype=np.uint32), state[-1]))
        text, lengths = zip(*(self._thinned() for _ in range(ROUNDS)))
        self._text, lengths = np.concatenate(text).tolist(), np.concatenate(lengths)
        self._lengths, self._starts = lengths.tolist(), (np.cumsum(lengths) - lengths).tolist()
        self._words, self._at, self._next = np.zeros(0, np.uint32), 0, 1
        self._fill()

    def _thinned(self):
        """The text once, frequent words dropped: its words, and the lengths of the sentences that keep more than one."""
        text = np.concatenate(self.corpus.tokens).astype(np.int32)
        of = np.repeat(np.arange(len(self.corpus.tokens)), [len(sentence) for sentence in self.corpus.tokens])
        kept, asked = np.ones(len(text), bool), self.keep[text] < 1
        kept[asked] = self._rng.random_sample(asked.sum()) >= 1 - self.keep[text[asked]]
        lengths = np.bincount(of[kept], minlength=len(self.corpus.tokens))
        return text[kept & (lengths > 1)[of]], lengths[lengths > 1]

    def _fill(self):
        """More of the generator's words; for each, how many good draws of a negative lie before it."""
        self._words = np.concatenate([self._words[self._at :], self._rng.randint(0, 2**32, size=WORDS, dtype=np.uint32)])
        cell = self._words >> 12  # randint(0, 999_999) takes 20 bits, and again where they are too many
        good = cell < TABLE
        self._as_list, self._drawn = self._words.tolist(), self.table[cell[good]].tolist()
        self._place = np.flatnonzero(good).tolist()
        self._before, self._at = (np.cumsum(good) - good).tolist(), 0

    def _below(self, n):
        """Python's randrange(n)."""
        shift = 32 - n.bit_length()
        while True:
            number = self._as_list[self._at] >> shift
            self._at += 1
            if number < n:
                return number

    def _read(self):
        """The next step's Windows."""
        centers, sizes, words = [], [], []
        for _ in range(self.batch):
            if self._at + LONGEST > len(self._as_list):
                self._fill()
            center, around = self._window()
            centers.append(center)
            sizes.append(len(around))
            words += self._with_negatives(around)
        self._next += 1
        return Windows(np.array(centers), np.array(sizes), np.array(words).reshape(-1, 1 + self.negatives))

    def _window(self):
        """A center word and the words around it, without the center's own repetitions; drawn anew where none is left."""
        reach, self._reach = self._reach or self._below(self.window) + 1, None
        while True:
            sentence = self._below(len(self._lengths))
            length, start = self._lengths[sentence], self._starts[sentence]
            place = self._below(length)
            here, end = start + place, start + length
            center = self._text[here]
            around = self._text[max(start, here - reach) : here] + self._text[here + 1 : min(end, here + reach + 1)]
            if around := [word for word in around if word != center]:
                return center, around

    def _with_negatives(self, around):
        """Each outside word and K draws for it, none of them the word itself."""
        if not self.negatives:
            return around
        number, found = self._before[self._at], []
        for outside in around:
            got = self._drawn[number : number + self.negatives]
            number += self.negatives
            while outside in got:
                got = [word for word in got if word != outside]
                missing = self.negatives - len(got)
                got += self._drawn[number : number + missing]
                number += missing
            found += [outside, *got]
        self._at = self._place[number - 1] + 1
        return found


def start(V, D, seed):
    """(2V, D) as the handouts drew it: centers uniform in ±0.5/D, outsides zero."""
    return np.concatenate([(np.random.RandomState(seed).rand(V, D) - 0.5) / D, np.zeros((V, D))])
