"""Read the treebank: sentences, their sentiment, and their words (given).

corpus = open_corpus()                    # prints which corpus is in use
corpus.words[0], corpus.counts[0]         # the commonest word, and how often it occurs
corpus.tokens[0]                          # the first sentence, as rows of the word vectors
tokens, labels = corpus.split("train")
"""

import contextlib
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from .waiting import Trouble, waits_for

CLASSES = ("very negative", "negative", "neutral", "positive", "very positive")
SPLITS = ("train", "dev", "test")


@dataclass(frozen=True, eq=False)
class Corpus:
    """Hold N sentences with labels of five classes, and their V words.

    The vocabulary is that of the whole text, all three splits. Word vectors are trained on the text alone
    and never see a label, so dev and test remain a fair test of sentiment. The handouts do the same.

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
    def words(self) -> list[str]:
        """List the V words, the commonest first, and words of the same count in alphabetical order."""
        return sorted(self._tally, key=lambda word: (-self._tally[word], word))

    @cached_property
    def index(self) -> dict[str, int]:
        """Map each word to its row."""
        return {word: row for row, word in enumerate(self.words)}

    @cached_property
    def counts(self) -> np.ndarray:
        """Count how often each word occurs, (V,)."""
        return np.array([self._tally[word] for word in self.words])

    @cached_property
    def tokens(self) -> list[np.ndarray]:
        """List N arrays; the n-th, (T_n,), holds the rows of the words in sentence n."""
        return [np.array([self.index[word] for word in sentence]) for sentence in self.sentences]

    @cached_property
    def _tally(self):
        return Counter(word for sentence in self.sentences for word in sentence)

    def rows(self, split: str) -> np.ndarray:
        """Return the numbers of the n sentences in one split ("train", "dev" or "test"), (n,)."""
        if split not in SPLITS:
            raise ValueError(f"there is no split {split!r}; there are {', '.join(SPLITS)}")
        return np.flatnonzero(self.splits == split)

    def split(self, split: str) -> tuple[list[np.ndarray], np.ndarray]:
        """Return the n sentences of one split as arrays of word rows, and their labels (n,)."""
        rows = self.rows(split)
        return [self.tokens[row] for row in rows], self.labels[rows]


def open_corpus(name: str | None = None) -> Corpus | None:
    """Open the corpus to work with, and print which one it is.

    Args:
        name: "sst", "vader" or "toy"; "sst-sentences" for the handouts' original run. None means the
            Stanford Sentiment Treebank or, if it cannot be found or downloaded, the snippets of "vader".

    Returns:
        A Corpus; None if no corpus can be found, after printing what was tried and how to fix it.
    """
    from autograder import public  # noqa: PLC0415  w2v_lib starts sooner without it

    data = public("data")
    try:
        found = data.locate(name or "sst", allow_fallback=name is None)
    except data.DataError as missing:
        return print(missing)
    corpus = READERS[found.corpus](found.path)
    print(found.note)
    return replace(corpus, note=found.note)


@waits_for("the corpus")
def overview(corpus: Corpus, examples: int = 3) -> None:
    """Print how large a corpus is, and its first training sentences with their classes."""
    sizes = len(corpus.sentences), corpus.counts.sum(), len(corpus.words)
    print("{:,} sentences, {:,} tokens, {:,} different words".format(*sizes))
    for row in corpus.rows("train")[:examples]:
        print(f"  {CLASSES[corpus.labels[row]]} | {' '.join(corpus.sentences[row])}")


# ---------------------------------------------------------------- the Stanford Sentiment Treebank


def read_sst_zip(path: str | Path) -> Corpus:
    """Read the Stanford Sentiment Treebank from its zip of trees: 8,544 / 1,101 / 2,210 sentences."""
    sentences, labels, splits = [], [], []
    with _readable(path, "sst"), zipfile.ZipFile(path) as archive:
        for split in SPLITS:
            lines = archive.read(f"trees/{split}.txt").decode("utf-8").split("\n")
            for label, sentence in map(_read_tree, filter(None, lines)):
                labels.append(label)
                sentences.append(sentence)
                splits.append(split)
    return Corpus("sst", sentences, np.array(labels), np.array(splits))


def read_sentences(path: str | Path) -> Corpus:
    """Read the treebank's sentences from `datasetSentences.txt`, which the CS224n handouts trained on.

    Words are numbered by their first occurrence, and UNK is added at the end. The file's text was encoded
    twice; words are left as they are there. The file has no classes, so sentiment is measured on the trees
    (evaluation.moved).
    """
    with _readable(path, "sst-sentences"):
        lines = Path(path).read_text("utf-8").split("\n")[1:]
        sentences = [tuple(word.lower() for word in line.split()[1:]) for line in lines if line.strip()]
    blank = np.full(len(sentences), 2), np.array(["train"] * len(sentences))
    return HandoutCorpus("sst-sentences", sentences, *blank)


class HandoutCorpus(Corpus):
    """Hold a corpus whose words are numbered as the handouts numbered them."""

    @cached_property
    def words(self) -> list[str]:
        """List the V words by their first occurrence, UNK last."""
        return list(self._tally)

    @cached_property
    def _tally(self):
        return Counter(word for sentence in self.sentences for word in sentence) | Counter({"UNK": 1})


def read_text(path: str | Path) -> Corpus:
    """Read any text, one sentence per line; it is cut into lower-cased tokens as the treebank is."""
    path = Path(path)
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as problem:
        raise Trouble(f"{path} cannot be read: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        raise Trouble(f"{path} cannot be read as text in UTF-8: {problem}") from problem
    sentences = [sentence for sentence in map(tokenize, lines) if sentence]
    if sum(map(len, sentences)) < 2:
        raise Trouble(f"{path} holds no sentences. Write one sentence per line.")
    labels, splits = np.full(len(sentences), 2), np.array(["train"] * len(sentences))
    return Corpus(path.name, sentences, labels, splits, f"The corpus in use is {path.name}.")


def _read_tree(line):
    """Read the label and the tokens of a tree like (3 (2 It) (4 (2 's) (4 lovely)))."""
    leaves = re.findall(r"\([0-4] ([^() ]+)\)", line)
    nodes = 2 * len(leaves) - 1  # every tree is binary
    if not (re.match(r"\([0-4] ", line) and line.count("(") == line.count(")") == nodes):
        raise ValueError(f"this is not a tree: {line[:60]!r}")
    return int(line[1]), tuple(_unescape(leaf).lower() for leaf in leaves)


def _unescape(leaf):
    """Undo the trees' spelling: they write ( and ) as -LRB- and -RRB-, and a backslash before / and *."""
    return {"-LRB-": "(", "-RRB-": ")"}.get(leaf, leaf.replace("\\/", "/").replace("\\*", "*"))


# ---------------------------------------------------------------- snippets that can replace it


def read_vader(path: str | Path) -> Corpus:
    """Read 10,605 snippets of film reviews, each rated from -4 to 4 by twenty people, in five classes.

    The classes are equal fifths of the scale, like those of the treebank. The file lists good snippets
    before bad ones, and does not say which review they are from. So the snippets are dealt out to the splits
    in turn, and a text that occurs twice stays in one split.
    """
    with _readable(path, "vader"):
        rows = [line.split("\t") for line in Path(path).read_text("utf-8").split("\n")]
        texts = [text.strip() for _, _, text in rows]
        ratings = np.array([float(rating) for _, rating, _ in rows])
    first = {}
    deal = [first.setdefault(text.lower(), n) for n, text in enumerate(texts)]
    labels = np.digitize(ratings, [-2.4, -0.8, 0.8, 2.4])
    return Corpus("vader", [tokenize(text) for text in texts], labels, _dealt(deal))


def tokenize(text: str) -> tuple[str, ...]:
    """Cut a text into lower-cased tokens as the treebank does: don't is do n't, and it's is it 's."""
    return tuple(re.findall(TOKEN, text.lower().replace("’", "'")))


TOKEN = r"\w+(?=n't\b)|n't\b|'(?:s|re|ve|ll|d|m)\b|\.{2,}|''|\w+|\S"


def _dealt(numbers):
    """Deal numbers out to the splits: of every ten, seven to train, one to dev, two to test."""
    deal = np.array(["dev", "test", "test"] + 7 * ["train"])
    return deal[np.asarray(numbers) % 10]


@contextlib.contextmanager
def _readable(path: str | Path, name: str) -> Iterator[None]:
    """Say of a file that cannot be read which one it is, and what to do."""
    try:
        yield
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError) as problem:
        raise ValueError(
            f"{path} cannot be read as the corpus {name!r}: {problem}. If the file is there, remove it; "
            f"then `w2v data fetch {name}` gets it again."
        ) from problem


# ---------------------------------------------------------------- a toy with a known structure

PATTERNS = [  # label, and a sentence in which a word of the named group fills each gap
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


def toy_corpus(seed: int = 0, size: int = 1500) -> Corpus:
    """Generate a small treebank.

    Words of one group occur in the same places, and praise and blame decide the label.
    """
    rng = np.random.default_rng(seed)
    drawn = [PATTERNS[row] for row in rng.integers(len(PATTERNS), size=size)]
    groups = {name: words.split() for name, words in GROUPS.items()}

    def fill(gap):
        words = groups[gap[1]]
        return words[rng.integers(len(words))]

    texts = [re.sub(r"{(\w+)}", fill, pattern) for _, pattern in drawn]
    labels = np.array([label for label, _ in drawn])
    return Corpus("toy", [tuple(text.split()) for text in texts], labels, _dealt(range(size)))


READERS = {
    "sst": read_sst_zip,
    "sst-sentences": read_sentences,
    "vader": read_vader,
    "toy": lambda path: toy_corpus(),
}
