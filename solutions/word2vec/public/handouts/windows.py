"""Judge skipgram and cbow by a pair function that is nobody's: what they add up is known, and how often."""

from collections import Counter
from typing import Any

import numpy as np

from autograder.sandbox.caller import StudentError

from .contract import NAIVE, NEGATIVE, year_of
from .pretend import pretended
from .verdict import RIGHT, WRONG, Verdict

CENTERS, OUTSIDES = np.cos(np.arange(12.0)).reshape(6, 2), np.sin(1.0 + np.arange(12.0)).reshape(6, 2)
WINDOWS = (  # center, outside words, windowSize, draws of each pair: any row, its own word, a short window
    (0, [1, 4, 1, 2], 2, []),
    (3, [1, 3, 5, 2], 2, []),
    (5, [2], 4, []),
    (2, [0, 1, 0, 4], 2, [1, 3]),
)
OUTPUTS = ("loss", "gradCenterVecs", "gradOutsideVectors")
OF_2017 = ("cost", "gradIn", "gradOut")
OWN = ([2, 2, 5, 3, 5, 3], [1, 4, 1])  # draws and outside words of a window of the student's own pairs
CALLED_TWICE = (
    "The loss function is called twice per pair: each call draws anew, so loss and gradients are of "
    "different negatives. Call it once and keep all three results."
)
NEVER_CALLED = (
    "It never calls the loss function that it is given as its last argument: with another one it gives the "
    "same. Call word2vecLossAndGradient (word2vecCostAndGradient in 2017), whichever it is."
)
COUNTED = (
    "Each different word is taken once, and counted: with negative sampling, every occurrence draws "
    "negatives of its own."
)
SHORT = (
    "A window may be shorter than windowSize, at the end of a sentence: loop over the words that are given."
)


class Windows:
    """Judge one of the two functions; `name` is skipgram or cbow."""

    def __init__(self, caller: Any, name: str, homes: dict[str, str], before: dict[str, str]) -> None:
        self.caller, self.name, self.before = caller, name, before
        self.outputs = OF_2017 if year_of(set(homes)) == "2017" else OUTPUTS

    def verdict(self) -> Verdict:
        """Return the verdict. Raises StudentError where the function raises in an ordinary window."""
        for window in WINDOWS:
            try:
                found = self._of(*window)
            except StudentError as problem:
                if window is WINDOWS[2] and problem.kind in ("IndexError", "ValueError"):
                    return Verdict(WRONG, SHORT, ["short-window"])
                if self._of_own_pairs(all_of_them=True).verdict == RIGHT:
                    return Verdict(RIGHT)  # as below
                raise
            if found is not None:
                break
        else:
            return self._of_own_pairs()
        if found.classes == ["never-called"] and self._of_own_pairs(all_of_them=True).verdict == RIGHT:
            return Verdict(RIGHT)  # it knows the handout's two by name
        return found

    def _of(self, center: int, outside: list[int], size: int, draws: list[int]) -> Verdict | None:
        """Return what is wrong with one window; None if nothing is."""
        arguments = (self.name, center, np.array(outside), CENTERS, OUTSIDES, size, draws)
        reply = self.caller.call("window", arguments)
        match reply.value:
            case [
                [loss, grad_center, grad_outside],
                np.ndarray() as vectors,
                np.ndarray() as words,
                bool() as meant,
            ]:
                got = [np.asarray(part, dtype=float) for part in (loss, grad_center, grad_outside)]
            case _:
                return Verdict(WRONG, f"{self.name} should return three values: loss and two gradients.")
        if {3, 4} & set(reply.changed):
            return Verdict(
                WRONG,
                "It writes into the word vectors that it is given: they are the caller's.",
                ["changes-its-input"],
            )
        if not meant:
            said = "The loss function gets another matrix than outsideVectors as its third argument."
            return Verdict(WRONG, said, ["wrong-matrix"])
        pairs = self._pairs(center, outside)
        calls = list(zip(vectors, words.tolist(), strict=True))
        off = self._of_the_sums(got, pairs, draws)
        if said := self._of_the_calls(calls, pairs, center, outside):
            kind, sentence = ("counted", COUNTED) if off is None and said[0] == "repeats-dropped" else said
            return Verdict(WRONG, sentence, [kind])
        return off

    def _pairs(self, center: int, outside: list[int]) -> list[tuple[Any, int, list[int]]]:
        """Return (vector, word, rows that get its gradient) of each pair of the window."""
        if self.name == "skipgram":
            return [(CENTERS[center], o, [center]) for o in outside]
        return [(CENTERS[outside].sum(axis=0), center, outside)]

    def _of_the_calls(
        self,
        calls: list[tuple[Any, int]],
        pairs: list[tuple[Any, int, list[int]]],
        center: int,
        outside: list[int],
    ) -> tuple[str, str] | None:
        """Return (kind of mistake, sentence) if the loss function is not called for these pairs."""
        if not calls:
            return "never-called", NEVER_CALLED
        asked = Counter((_key(v), o) for v, o in calls)
        meant = Counter((_key(v), o) for v, o, _ in pairs)
        if asked == meant:
            return None
        if asked == Counter({pair: 2 * count for pair, count in meant.items()}):
            return "called-twice", CALLED_TWICE
        return (
            self._of_skipgram(asked, meant, center)
            if self.name == "skipgram"
            else self._of_a_bag(calls, center, outside)
        )

    @staticmethod
    def _of_skipgram(asked: Counter[Any], meant: Counter[Any], center: int) -> tuple[str, str]:
        vectors, words = {v for v, _ in asked}, Counter(o for _, o in asked.elements())
        wanted = Counter(o for _, o in meant.elements())
        if vectors == {_key(CENTERS[center])}:
            if set(words) == set(wanted) and sum(words.values()) < sum(wanted.values()):
                return (
                    "repeats-dropped",
                    "A word that occurs twice in the window counts twice: here it counts once.",
                )
            if words == Counter({o: n for o, n in wanted.items() if o != center}):
                return (
                    "center-left-out",
                    "An outside word that equals the center word is left out; it is a pair like the others.",
                )
            if sum(words.values()) < sum(wanted.values()):
                return (
                    "words-left-out",
                    f"Of {sum(wanted.values())} outside words it takes {sum(words.values())}.",
                )
            return (
                "wrong-words",
                "The loss function gets other words than the outside words, as its second argument.",
            )
        if set(words) == {center}:
            return (
                "roles-exchanged",
                "The roles are exchanged: the center word's vector predicts each outside word.",
            )
        if vectors <= {_key(row) for row in OUTSIDES}:
            return (
                "vector-of-the-other-matrix",
                "The center word's vector is a row of centerWordVectors, not of outsideVectors.",
            )
        if vectors <= {_key(row) for row in CENTERS}:
            return (
                "vector-of-another-word",
                "Another word's vector is handed on: the center word is number word2Ind[currentCenterWord].",
            )
        return "other-vector", "What is handed on is not the center word's vector."

    @staticmethod
    def _of_a_bag(calls: list[tuple[Any, int]], center: int, outside: list[int]) -> tuple[str, str]:
        vector, word = calls[0]
        for kind, v, said in (
            (
                "mean",
                CENTERS[outside].mean(axis=0),
                "The context's vectors are averaged; the handout adds them up.",
            ),
            (
                "repeats-dropped",
                CENTERS[sorted(set(outside))].sum(axis=0),
                "A word that occurs twice in the context counts twice: here it counts once.",
            ),
            (
                "vector-of-the-other-matrix",
                OUTSIDES[outside].sum(axis=0),
                "The context's vectors are rows of the first matrix (inputVectors), not of the second.",
            ),
        ):
            if len(calls) == 1 and np.allclose(vector, v):
                return kind, said
        if len(calls) > 1:
            return (
                "one-pair-per-word",
                f"CBOW makes one prediction per window, from the sum of its vectors; here are {len(calls)}.",
            )
        if word != center:
            return "roles-exchanged", "CBOW predicts the center word: it is the index to hand on."
        return "other-vector", "What is handed on is not the sum of the context words' vectors."

    def _of_the_sums(
        self, got: list[Any], pairs: list[tuple[Any, int, list[int]]], draws: list[int]
    ) -> Verdict | None:
        """Return what is wrong with what was made of the right pairs; None if nothing is."""
        want: list[Any] = [0.0, np.zeros(CENTERS.shape), np.zeros(OUTSIDES.shape)]
        last: list[Any] = []
        for v, o, rows in pairs:
            loss, slope, by_outside = pretended(v, o, OUTSIDES, draws)
            last = [loss, np.zeros(CENTERS.shape), by_outside]
            np.add.at(last[1], rows, slope)
            want = [a + b for a, b in zip(want, last, strict=True)]
        for name, mine, right, one in zip(self.outputs, got, want, last, strict=True):
            if mine.size == 1 == np.size(right):
                mine = mine.reshape(())
            if np.shape(mine) != np.shape(right):
                return Verdict(
                    WRONG, f"{name} has the shape {np.shape(mine)}; {np.shape(right)} is meant.", ["shape"]
                )
            if not np.allclose(mine, right, rtol=1e-8, atol=1e-8):
                return _wrong(name, mine, right, one, max(len(pair[2]) for pair in pairs) * len(pairs))
        return None

    def _of_own_pairs(self, all_of_them: bool = False) -> Verdict:
        """Return the verdict by the student's own pair functions, which some ask for by name."""
        draws, outside = OWN
        tried = 0
        self.caller.call("lend", (["softmax", "sigmoid", "sigmoid_grad"],))  # or a helper would be to blame
        for pair in (*NAIVE, *NEGATIVE):
            if self.before.get(pair) != RIGHT:
                continue
            given = (self.name, pair, 1, np.array(outside), CENTERS, OUTSIDES, draws * 10)
            try:
                off = self.caller.call("window_of_its_own_pairs", given).value
            except StudentError:
                continue  # of the pair: it has a verdict of its own
            tried += 1
            if not (isinstance(off, float) and off < 1e-5):
                return Verdict(WRONG, f"With {pair} it is not the sum over the pairs.", ["not-the-sum"])
        return Verdict(RIGHT if tried or not all_of_them else WRONG)


def _key(vector: Any) -> tuple[float, ...]:
    return tuple(np.round(np.asarray(vector, dtype=float), 9).tolist())


def _wrong(name: str, got: Any, want: Any, last: Any, words: int) -> Verdict:
    """Say what an output is instead of what is meant, made of the right pairs of so many words."""
    shown = {"got": np.atleast_2d(got).tolist(), "want": np.atleast_2d(want).tolist()}
    picture = {"name": name, **shown, "rows": {}} if np.size(want) > 1 else None
    kind, said = "wrong-sum", f"{name} is not the sum over the pairs."
    if np.allclose(got, 0):
        kind, said = "never-added", f"{name} stays zero: what the loss function returns is never added to it."
    elif np.allclose(got, -want):
        kind, said = "sign", f"{name} has the opposite sign."
    elif words > 1 and np.allclose(got, want / words):
        kind, said = "mean", f"{name} is divided by the number of outside words; the handout adds up."
    elif words > 1 and np.allclose(got, last):
        kind, said = (
            "last-pair-alone",
            f"{name} is that of the last pair alone: add (+=) in place of setting (=).",
        )
    elif np.ndim(want) == 2 and name in (OUTPUTS[1], OF_2017[1]):
        mine, right = (set(np.flatnonzero(np.any(np.abs(a) > 1e-12, axis=1)).tolist()) for a in (got, want))
        if mine != right:
            where = f"rows {sorted(mine)}" if len(mine) != 1 else f"row {min(mine)}"
            kind, said = (
                "wrong-row",
                f"{name} lands in {where}; it belongs to row {', '.join(map(str, sorted(right)))} here.",
            )
        else:
            kind, said = (
                "wrong-numbers",
                f"{name} is in the right rows, with other numbers: does a repeated word count twice?",
            )
    return Verdict(WRONG, said, [kind], picture=picture)
