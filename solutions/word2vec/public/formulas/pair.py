"""The loss of one pair of words: naive softmax, and negative sampling."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.answers.drawing import (
    Loss,
    Step,
    by_index,
    column,
    computed,
    everywhere,
    onehot,
    row,
    rows_of,
    scalar,
    slope,
    slopes,
)
from autograder.answers.evaluator import (
    Array,
    Bound,
    Index,
    Misfit,
    Misplaced,
    Places,
    Point,
    index,
    sigmoid,
    softmax,
)
from autograder.answers.formula import Case, Draw, Numbers
from autograder.answers.notation import ENTRY, LOSS, OBSERVED, SCORES
from autograder.answers.tree import Probability

from .notation import COLUMNS, DRAW, NEGATIVES, NORMALIZER, ROWS, TRUE, WORD
from .sizes import Sizes


def naive_terms(v: Any, U: Any, o: int) -> dict[str, Loss]:
    """Return naive softmax, -log of the probability of word o, as two terms; v or U is None: it will vary."""
    return {
        TRUE: lambda z: -(z[o] @ v if U is None else U[o] @ z),
        NORMALIZER: lambda z: np.log(np.sum(np.exp(z @ v if U is None else U @ z))),
    }


def negative_terms(v: Any, U: Any, o: int, words: Sequence[int]) -> dict[str, Loss]:
    """Return negative sampling, of word o and of drawn words, as two terms; v or U is None: it will vary."""

    def scores(z: Any, at: int) -> Any:
        return z[at] @ v if U is None else U[at] @ z

    return {
        TRUE: lambda z: -np.log(sigmoid(scores(z, o))),
        NEGATIVES: lambda z: -sum(np.log(sigmoid(-scores(z, word))) for word in words),
    }


def pair_loss(v: Any, U: Any, o: int) -> Any:
    """Return the loss of naive softmax."""
    return sum(term(v) for term in naive_terms(None, U, o).values())


@dataclass(frozen=True)
class Pair:
    """One pair of words: the center vector v (D,), the outside vectors U (V, D), and the drawn words."""

    v: Array
    U: Array
    at: Point
    data: dict[str, Array]


def _pair(numbers: Numbers, sizes: Sizes, convention: str, words: Sequence[int] = ()) -> Pair:
    return _pair_at(numbers(sizes.D), numbers(sizes.V, sizes.D), sizes, convention, words)


def _pair_at(v: Array, U: Array, sizes: Sizes, convention: str, words: Sequence[int]) -> Pair:
    u = {w + 1: column(U[w]) for w in range(sizes.V)}
    turned = np.asarray if convention == ROWS else np.transpose

    def anew(name: str, value: Array) -> Point:
        moved = (value[:, 0], U) if name == "v_c" else (v, turned(value))
        return _pair_at(*moved, sizes, convention, words).at

    def row_of(where: Index) -> tuple[str, Places]:
        kind, number = where
        w = words[int(number) - 1] if kind == DRAW else int(number) - 1
        return "U", tuple((w, d) if convention == ROWS else (d, w) for d in range(sizes.D))

    at = Point(
        {"v_c": column(v), "U": turned(U), "V": scalar(sizes.V), "D": scalar(sizes.D)},
        {"u": by_index(word=u, draw={k: u[word + 1] for k, word in enumerate(words, 1)})},
        indices={"o": (WORD, sizes.o + 1), "c": (WORD, sizes.c + 1)},
        ranges={WORD: range(1, sizes.V + 1)},
        sizes={sizes.V: "V", sizes.D: "D", len(words): "K", 1: "1"},
        default=WORD,
        base={"v_c": column(v), "U": turned(U)},
        anew=anew,
        rows={"u": row_of},
    )
    if words:
        return Pair(v, U, *_with_draws(at, u, sizes, words))
    return Pair(v, U, *_with_probabilities(at, u, sizes, column(U @ v)))


def _with_draws(
    at: Point, u: Mapping[int, Array], sizes: Sizes, words: Sequence[int]
) -> tuple[Point, dict[str, Array]]:
    draws = {k: (WORD, word + 1) for k, word in enumerate(words, 1)}
    scores = [u[sizes.o + 1], *(-u[word + 1] for word in words)]
    loss = -sum(np.log(sigmoid(vector.T @ at.symbols["v_c"])) for vector in scores)
    known = replace(
        at,
        symbols={**at.symbols, "K": scalar(len(words)), LOSS: scalar(loss)},
        items={"w": by_index(draw=draws, entry=draws)},
        ranges={**at.ranges, DRAW: range(1, len(words) + 1)},
        default=DRAW,
    )
    vectors = {f"u_{{w_{k}}}": u[word] for k, (_, word) in draws.items()}
    return known, {"v_c": at.symbols["v_c"], "u_o": u[sizes.o + 1], **vectors}


def _with_probabilities(
    at: Point, u: Mapping[int, Array], sizes: Sizes, scores: Array
) -> tuple[Point, dict[str, Array]]:
    y = onehot(sizes.V, sizes.o)

    def probability(node: Probability, here: Point, bound: Bound) -> Array:
        if index(node.given, here, bound) != here.indices["c"]:
            raise Misfit(f"${node.latex()}$: what is given is the center word $c$.")
        kind, number = index(node.of, here, bound)
        if kind != WORD or not 0 < number <= sizes.V:
            raise Misplaced(f"An index is out of place: there is no {kind} {number} here.")
        return scalar(here.symbols["\\hat{y}"][int(number) - 1, 0])

    steps: dict[str, Step] = {
        "\\hat{y}": lambda known: softmax(known[SCORES]),
        LOSS: lambda known: scalar(-np.sum(y * np.log(known["\\hat{y}"]))),
    }
    vectors = {f"u_{w}": vector for w, vector in u.items()}
    known = replace(
        at,
        symbols={**at.symbols, "y": y, SCORES: scores},
        indices={**at.indices, OBSERVED: at.indices["o"]},
        probabilities=probability,
    )
    return computed(known, (SCORES,), steps), {"v_c": at.symbols["v_c"], **vectors, "o": scalar(sizes.o + 1)}


def naive_loss(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    """Draw the loss of naive softmax."""
    pair = _pair(numbers, sizes, convention)
    yield Case(pair.at, scalar(pair_loss(pair.v, pair.U, sizes.o)), data=pair.data)


def naive_center(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    """Draw its gradient with respect to the center vector."""
    pair = _pair(numbers, sizes, convention)
    yield Case(pair.at, *slopes(naive_terms(None, pair.U, sizes.o), pair.v, column), data=pair.data)


def naive_matrix(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    """Draw its gradient with respect to all outside vectors."""
    pair, by_columns = _pair(numbers, sizes, convention), convention == COLUMNS
    shaped = np.transpose if by_columns else np.asarray
    want, parts = slopes(naive_terms(pair.v, None, sizes.o), pair.U, shaped)
    sides = {"observed": [sizes.o], "others": [w for w in range(sizes.V) if w != sizes.o]}
    yield Case(pair.at, want, parts, rows_of(want.shape, sides, by_columns), pair.data)


def naive_outside(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    """Draw its gradient with respect to one outside vector, the observed one and others."""
    pair = _pair(numbers, sizes, convention)
    for w in (sizes.o, *sizes.others):
        want, parts = slopes(naive_terms(pair.v, None, sizes.o), pair.U, row(w))
        side = everywhere("observed" if w == sizes.o else "others")
        yield Case(for_one(pair.at, "w", WORD, w + 1), want, parts, side, {**pair.data, "w": scalar(w + 1)})


def for_one(at: Point, letter: str, kind: str, number: int) -> Point:
    """Return the point with a value for the free index."""
    return replace(at, indices={**at.indices, letter: (kind, number)})


def negative_center(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    """Draw the gradient of negative sampling by the center vector."""
    pair = _pair(numbers, sizes, convention, sizes.draws)
    terms = negative_terms(None, pair.U, sizes.o, sizes.draws)
    yield Case(pair.at, *slopes(terms, pair.v, column), data=pair.data)


def negative_outside(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    """Draw its gradient with respect to the outside vector of the observed word."""
    pair = _pair(numbers, sizes, convention, sizes.draws)
    grad, _ = slopes(negative_terms(pair.v, None, sizes.o, sizes.draws), pair.U)
    yield Case(pair.at, column(grad[sizes.o]), data=pair.data)


def negative_drawn(drawn: Callable[[Sizes], Sequence[int]]) -> Draw:
    """Return a draw for the outside vector of a drawn word, with a case for each of the first three."""

    def draw(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
        words = drawn(sizes)
        pair = _pair(numbers, sizes, convention, words)
        grad, _ = slopes(negative_terms(pair.v, None, sizes.o, words), pair.U)
        for s, word in enumerate(words[:3], 1):
            side = everywhere("once" if words.count(word) == 1 else "repeated")
            at = for_one(pair.at, "s", DRAW, s)
            yield Case(at, column(grad[word]), where=side, data={**pair.data, "s": scalar(s)})

    return draw


def reuse(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    """Draw the slope of negative sampling by its scores, whose vectors are the rows of A."""
    pair, K = _pair(numbers, sizes, convention, sizes.draws), len(sizes.draws)

    def rows(known: Mapping[str, Any]) -> Any:
        U = known["U"]
        A = np.stack([U[sizes.o], *(-U[word] for word in sizes.draws)])
        return A if convention == ROWS else A.T

    at = computed(pair.at, (), {"A": rows})
    A = at.symbols["A"] if convention == ROWS else at.symbols["A"].T
    symbols = {name: value for name, value in at.symbols.items() if name != "U"}
    at = replace(
        at,
        symbols={**symbols, "\\mathbf{1}": np.ones((K + 1, 1))},
        ranges={**at.ranges, ENTRY: range(1, K + 2)},
        sizes={K: "K", sizes.D: "D", K + 1: "K+1", 1: "1"},
        default=ENTRY,
    )
    q = column(slope(lambda z: -np.sum(np.log(sigmoid(z))), A @ pair.v))
    yield Case(at, q, data={"A": A, "v_c": at.symbols["v_c"]})
