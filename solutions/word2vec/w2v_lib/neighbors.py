"""Find the words that are near each other, by cosines from your `normalize_rows` (given)."""

import numpy as np

from .runs import Run
from .tables import Table
from .waiting import student, trouble_in, waits_for

_TITLE = "Nearest by cosine, among words that occur {} times or more"


@waits_for("the training")
def nearest(run: Run, words: str | list[str], k: int = 8, at_least: int = 10) -> Table:
    """List the k nearest words by cosine, in one column for each of `words`.

    Args:
        run: what `train` returned.
        words: a word or a list of words.
        k: how many words to list.
        at_least: how often a word must occur to be listed. The vectors of rarer words have hardly
            moved from their random start, so their neighbors mean nothing.
    """
    words = [words] if isinstance(words, str) else list(words)
    columns = [_column(run, word, k, at_least) for word in words]
    return Table(
        _TITLE.format(at_least), [_with_count(run, word) for word in words], list(zip(*columns, strict=False))
    )


@waits_for("both trainings")
def beside(run: Run, other: Run, name: str, words: list[str], k: int = 5, at_least: int = 10) -> Table:
    """List the k nearest words by your vectors, and beside them those by other vectors on the same corpus.

    Args:
        run: what `train` returned.
        other: a Run of the other vectors.
        name: what to call them.
        words: whose neighbors to list.
        k: how many words to list.
        at_least: how often a word must occur to be listed.
    """
    columns = [_column(one, word, k, at_least) for word in words for one in (run, other)]
    names = [f"{word}, {whose}" for word in words for whose in ("yours", name)]
    return Table(_TITLE.format(at_least), names, list(zip(*columns, strict=False)))


@waits_for("the training")
def analogy(run: Run, a: str, b: str, c: str, k: int = 5, at_least: int = 10) -> Table:
    """Answer "a is to b as c is to …?" by the words nearest to b - a + c, other than these three."""
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
    """Return k cells, each with a neighbor and its cosine; for an unknown word, a first cell that says so."""
    if word not in run.corpus.index:
        return ["not in this corpus"] + [""] * (k - 1)
    units = unit_rows(run.word_vecs)
    found = _ranked(run, units @ units[run.corpus.index[word]], {word}, k, at_least)
    return [f"{other} {cosine:.2f}" for other, cosine, _ in found] + [""] * (k - len(found))


def _ranked(run, cosines, left_out, k, at_least):
    """Return the k words with the highest cosines, as (word, cosine, row)."""
    common = np.flatnonzero(np.asarray(run.corpus.counts) >= at_least)
    order = common[np.argsort(-cosines[common], kind="stable")]
    best = [row for row in order[: k + len(left_out)] if run.corpus.words[row] not in left_out]
    return [(run.corpus.words[row], float(cosines[row]), row) for row in best[:k]]


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    """Return the student's `normalize_rows` of the vectors, (N, D)."""
    try:
        units = student("normalize_rows")(vectors)
        if np.shape(units) != vectors.shape:
            raise ValueError(f"it returned shape {np.shape(units)} for a matrix of shape {vectors.shape}")
        return units
    except NotImplementedError:
        raise
    except Exception as problem:
        raise trouble_in("normalize_rows", problem) from problem


def _with_count(run, word):
    row = run.corpus.index.get(word)
    return word if row is None else f"{word} ({run.corpus.counts[row]:,} times)"
