"""The treebank: sentences, their sentiment, and the words they are made of (given).

    corpus = open_corpus()                    # says which corpus is in use
    corpus.words[0], corpus.counts[0]         # the commonest word, and how often it occurs
    corpus.tokens[0]                          # the first sentence as rows of the word vectors
    tokens, labels = corpus.split("train")
"""

import contextlib
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from .waiting import Trouble, waits_for

CLASSES = ("very negative", "negative", "neutral", "positive", "very positive")
SPLITS = ("train", "dev", "test")


@dataclass(frozen=True, eq=False)
class Corpus:
    """N sentences with five-class labels, and their V words.

    The vocabulary is that of the whole text, all three splits. Word vectors are trained on text
    alone and never see a label, so dev and test stay honest for sentiment; the handouts do the same.

    Attributes:
        name: "sst", "vader" or "toy".
        sentences: N tuples of lower-cased tokens.
        labels: (N,) 0 (very negative) to 4 (very positive), as in `CLASSES`.
        splits: (N,) "train", "dev" or "test".
        note: which corpus this is and why, in one sentence.
    """

    name: str
    sentences: list
    labels: np.ndarray
    splits: np.ndarray
    note: str = ""

    @cached_property
    def words(self):
        """List of the V words, the commonest first; words of one count by alphabet."""
        return sorted(self._tally, key=lambda word: (-self._tally[word], word))

    @cached_property
    def index(self):
        """Dict from each word to its row."""
        return {word: row for row, word in enumerate(self.words)}

    @cached_property
    def counts(self):
        """(V,) how often each word occurs."""
        return np.array([self._tally[word] for word in self.words])

    @cached_property
    def tokens(self):
        """N arrays, the n-th (T_n,) holds the rows of the words of sentence n."""
        return [np.array([self.index[word] for word in sentence]) for sentence in self.sentences]

    @cached_property
    def _tally(self):
        return Counter(word for sentence in self.sentences for word in sentence)

    def rows(self, split):
        """Numbers of the sentences of one split, "train", "dev" or "test"."""
        if split not in SPLITS:
            raise ValueError(f"there is no split {split!r}; there are {', '.join(SPLITS)}")
        return np.flatnonzero(self.splits == split)

    def split(self, split):
        """One split's sentences as arrays of word rows, and their labels (n,)."""
        rows = self.rows(split)
        return [self.tokens[row] for row in rows], self.labels[rows]


def open_corpus(name=None):
    """The corpus to work with; prints which one it is.

    Args:
        name: "sst", "vader" or "toy"; "sst-sentences" for the handouts' own run. None takes the Stanford Sentiment Treebank or, where it cannot
            be had, the snippets of "vader".

    Returns:
        A Corpus; None if there is none to be had, after saying what was tried and how to mend it.
    """
    from autograder import public  # not at the top: w2v_lib starts sooner without it

    data = public("data")
    try:
        found = data.locate(name or "sst", allow_fallback=name is None)
    except data.DataError as missing:
        return print(missing)
    corpus = READERS[found.corpus](found.path)
    print(found.note)
    return replace(corpus, note=found.note)


@waits_for("the corpus")
def overview(corpus, examples=3):
    """Prints how large a corpus is, and its first training sentences with their classes."""
    sizes = len(corpus.sentences), corpus.counts.sum(), len(corpus.words)
    print("{:,} sentences, {:,} tokens, {:,} different words".format(*sizes))
    for row in corpus.rows("train")[:examples]:
        print(f"  {CLASSES[corpus.labels[row]]} | {' '.join(corpus.sentences[row])}")


# ---------------------------------------------------------------- the Stanford Sentiment Treebank


def read_sst_zip(path):
    """The Stanford Sentiment Treebank from its official zip of trees: 8,544 / 1,101 / 2,210 sentences."""
    sentences, labels, splits = [], [], []
    with _cure(path, "sst"), zipfile.ZipFile(path) as archive:
        for split in SPLITS:
            lines = archive.read(f"trees/{split}.txt").decode("utf-8").split("\n")
            for label, sentence in map(_read_tree, filter(None, lines)):
                labels.append(label)
                sentences.append(sentence)
                splits.append(split)
    return Corpus("sst", sentences, np.array(labels), np.array(splits))


def read_sentences(path):
    """The treebank's sentences as `datasetSentences.txt` has them, which is what the CS224n handouts trained on.

    Words are numbered by their first occurrence, and one more, UNK, comes last. The file's text was encoded twice; words stay
    as they are there. There are no classes: the vectors are judged on the trees (evaluation.moved).
    """
    with _cure(path, "sst-sentences"):
        lines = Path(path).read_text("utf-8").split("\n")[1:]
        sentences = [tuple(word.lower() for word in line.split()[1:]) for line in lines if line.strip()]
    blank = np.full(len(sentences), 2), np.array(["train"] * len(sentences))
    return HandoutCorpus("sst-sentences", sentences, *blank)


class HandoutCorpus(Corpus):
    """A corpus whose words are numbered as the handouts numbered them."""

    @cached_property
    def words(self):
        """List of the V words by their first occurrence, UNK last."""
        return list(self._tally)

    @cached_property
    def _tally(self):
        return Counter(word for sentence in self.sentences for word in sentence) | Counter({"UNK": 1})


def read_text(path):
    """Any text, one sentence a line; words and signs are taken apart, and words lower-cased, as in the treebank."""
    path = Path(path)
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as problem:
        raise Trouble(f"{path} cannot be read: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        raise Trouble(f"{path} cannot be read as text in UTF-8: {problem}") from problem
    sentences = [sentence for sentence in map(tokenize, lines) if sentence]
    if sum(map(len, sentences)) < 2:
        raise Trouble(f"{path} holds no sentences: one a line is meant.")
    labels, splits = np.full(len(sentences), 2), np.array(["train"] * len(sentences))
    return Corpus(path.name, sentences, labels, splits, f"The corpus in use is {path.name}.")


def _read_tree(line):
    """Label and tokens of a tree like (3 (2 It) (4 (2 's) (4 lovely)))."""
    leaves = re.findall(r"\([0-4] ([^() ]+)\)", line)
    nodes = 2 * len(leaves) - 1  # every tree is binary
    if not (re.match(r"\([0-4] ", line) and line.count("(") == line.count(")") == nodes):
        raise ValueError(f"this is not a tree: {line[:60]!r}")
    return int(line[1]), tuple(_unescape(leaf).lower() for leaf in leaves)


def _unescape(leaf):
    """Trees write ( and ) as -LRB- and -RRB-, and a backslash before / and *."""
    return {"-LRB-": "(", "-RRB-": ")"}.get(leaf, leaf.replace("\\/", "/").replace("\\*", "*"))


# ---------------------------------------------------------------- snippets that can stand in for it


def read_vader(path):
    """10,605 movie-review snippets, rated from -4 to 4 by twenty people each, in five classes.

    The classes are equal fifths of the scale, as the treebank's own are. The file numbers snippets,
    not reviews, and lists the good ones before the bad, so that the split deals them out in turn;
    a text that comes twice stays in one split.
    """
    with _cure(path, "vader"):
        rows = [line.split("\t") for line in Path(path).read_text("utf-8").split("\n")]
        texts = [text.strip() for _, _, text in rows]
        ratings = np.array([float(rating) for _, rating, _ in rows])
    first = {}
    deal = [first.setdefault(text.lower(), n) for n, text in enumerate(texts)]
    labels = np.digitize(ratings, [-2.4, -0.8, 0.8, 2.4])
    return Corpus("vader", [tokenize(text) for text in texts], labels, _dealt(deal))


def tokenize(text):
    """Lower-cased tokens, with don't as do n't and it's as it 's, the way the treebank has them."""
    return tuple(re.findall(TOKEN, text.lower().replace("’", "'")))


TOKEN = r"\w+(?=n't\b)|n't\b|'(?:s|re|ve|ll|d|m)\b|\.{2,}|''|\w+|\S"


def _dealt(numbers):
    """Splits by number: of every ten, seven to train, one to dev, two to test."""
    deal = np.array(["dev", "test", "test"] + 7 * ["train"])
    return deal[np.asarray(numbers) % 10]


@contextlib.contextmanager
def _cure(path, name):
    """Says of a file that cannot be read which one it is, and what to do."""
    try:
        yield
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError) as problem:
        raise ValueError(
            f"{path} cannot be read as the corpus {name!r}: {problem}. If the file is there, remove it; "
            f"then `w2v data fetch {name}` gets it anew."
        ) from problem


# ---------------------------------------------------------------- a toy whose structure is known

PATTERNS = [  # label, and a sentence with a word of the named group in each gap
    (4, "the {story} is {praise} and {praise} , they {cheer}"),
    (3, "the {story} is {praise} , they {cheer}"),
    (2, "the {story} is {praise} but {blame}"),
    (2, "a {person} and a {person} {move} in the {place}"),
    (2, "{weather} and {weather} on the {land}"),
    (2, "{drink} or {drink} in a {vessel}"),
    (1, "the {story} is {blame} , they {groan}"),
    (0, "the {story} is {blame} and {blame} , they {groan}"),
]
GROUPS = {
    "praise": "great cool brilliant wonderful well amazing worth sweet enjoyable charming",
    "blame": "boring bad dumb annoying dull stale hollow clumsy tiresome lifeless",
    "person": "female male queen king man woman",
    "weather": "rain snow hail frost fog",
    "drink": "coffee tea milk cocoa",
    "story": "film tale plot comedy play",
    "cheer": "laugh smile clap cheer sing",
    "groan": "yawn sleep sigh leave groan",
    "move": "dance walk meet argue",
    "place": "palace village garden street",
    "land": "hills fields roofs river",
    "vessel": "cup pot mug flask",
}


def toy_corpus(seed=0, size=1500):
    """A small generated treebank: words of one group share their company, praise and blame decide the label."""
    rng = np.random.default_rng(seed)
    drawn = [PATTERNS[row] for row in rng.integers(len(PATTERNS), size=size)]
    groups = {name: words.split() for name, words in GROUPS.items()}

    def fill(gap):
        words = groups[gap[1]]
        return words[rng.integers(len(words))]

    texts = [re.sub(r"{(\w+)}", fill, pattern) for _, pattern in drawn]
    labels = np.array([label for label, _ in drawn])
    return Corpus("toy", [tuple(text.split()) for text in texts], labels, _dealt(range(size)))


READERS = {"sst": read_sst_zip, "sst-sentences": read_sentences, "vader": read_vader, "toy": lambda path: toy_corpus()}
