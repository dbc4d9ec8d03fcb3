"""Which words lie near each other, by the cosines that your `normalize_rows` makes easy (given)."""

import numpy as np

from .tables import Table
from .waiting import student, trouble_in, waits_for


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
    units = unit_rows(run.word_vecs)
    from_a, to_b, from_c = (units[run.corpus.index[word]] for word in (a, b, c))
    (target,) = unit_rows((to_b - from_a + from_c)[None])
    found = _ranked(run, units @ target, {a, b, c}, k, at_least)
    rows = [(word, cosine, run.corpus.counts[row]) for word, cosine, row in found]
    return Table(title, ["word", "cosine", "occurs"], rows)


def _column(run, word, k, at_least):
    """k cells: a neighbor and its cosine, or a first cell that says why there is none."""
    if word not in run.corpus.index:
        return ["not in this corpus"] + [""] * (k - 1)
    units = unit_rows(run.word_vecs)
    found = _ranked(run, units @ units[run.corpus.index[word]], {word}, k, at_least)
    return [f"{other} {cosine:.2f}" for other, cosine, _ in found] + [""] * (k - len(found))


def _ranked(run, cosines, left_out, k, at_least):
    """The k best words as (word, cosine, row)."""
    common = np.flatnonzero(np.asarray(run.corpus.counts) >= at_least)
    order = common[np.argsort(-cosines[common], kind="stable")]
    best = [row for row in order[: k + len(left_out)] if run.corpus.words[row] not in left_out]
    return [(run.corpus.words[row], float(cosines[row]), row) for row in best[:k]]


def unit_rows(vectors):
    """(N, …) the student's `normalize_rows` of the vectors."""
    try:
        units = student("normalize_rows")(vectors)
        if np.shape(units) != vectors.shape:
            raise ValueError(f"rows of shape {np.shape(units)}, where {vectors.shape} is meant")
        return units
    except NotImplementedError:
        raise
    except Exception as problem:
        raise trouble_in("normalize_rows", problem) from problem


def _with_count(run, word):
    row = run.corpus.index.get(word)
    return word if row is None else f"{word} ({run.corpus.counts[row]:,} times)"
