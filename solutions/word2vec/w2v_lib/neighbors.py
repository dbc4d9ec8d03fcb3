"""Which words lie near each other (given)."""

import numpy as np

from .tables import Table
from .waiting import waits_for


@waits_for("the training")
def nearest(run, words, k=8, at_least=10):
    """The k nearest words by cosine, a column for each word asked for.

    Args:
        words: a word or a list of words.
        at_least: how often a word must occur to be listed. Rarer ones have hardly moved from where
            chance put them, and would be near to anything.
    """
    words = [words] if isinstance(words, str) else list(words)
    columns = [_column(run, word, k, at_least) for word in words]
    title = f"Nearest by cosine, among words that occur {at_least} times or more"
    return Table(title, [_with_count(run, word) for word in words], list(zip(*columns)))


@waits_for("the training")
def analogy(run, a, b, c, k=5, at_least=10):
    """The words nearest to b - a + c: "a is to b as c is to …?". The three themselves are left out."""
    title = f"{a} is to {b} as {c} is to …? (nearest to {b} - {a} + {c}, these three left out)"
    missing = [word for word in (a, b, c) if word not in run.corpus.index]
    if missing:
        return Table(title, ["not in this corpus"], [[word] for word in missing])
    units = _units(run)
    from_a, to_b, from_c = (units[run.corpus.index[word]] for word in (a, b, c))
    found = _ranked(run, units @ (to_b - from_a + from_c), {a, b, c}, k, at_least)
    rows = [(word, score, run.corpus.counts[row]) for word, score, row in found]
    return Table(title, ["word", "score", "occurs"], rows)


def _column(run, word, k, at_least):
    """k cells: a neighbor and its cosine, or a first cell that says why there is none."""
    if word not in run.corpus.index:
        return ["not in this corpus"] + [""] * (k - 1)
    units = _units(run)
    found = _ranked(run, units @ units[run.corpus.index[word]], {word}, k, at_least)
    return [f"{other} {score:.2f}" for other, score, _ in found] + [""] * (k - len(found))


def _ranked(run, scores, left_out, k, at_least):
    """The k best words as (word, score, row)."""
    common = np.flatnonzero(np.asarray(run.corpus.counts) >= at_least)
    order = common[np.argsort(-scores[common], kind="stable")]
    best = [row for row in order[: k + len(left_out)] if run.corpus.words[row] not in left_out]
    return [(run.corpus.words[row], float(scores[row]), row) for row in best[:k]]


def _units(run):
    """(V, …) word vectors of length one; a zero vector stays as it is."""
    lengths = np.linalg.norm(run.word_vecs, axis=1, keepdims=True)
    return run.word_vecs / np.where(lengths > 0, lengths, 1.0)


def _with_count(run, word):
    row = run.corpus.index.get(word)
    return word if row is None else f"{word} ({run.corpus.counts[row]:,} times)"
