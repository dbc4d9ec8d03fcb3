"""The final lines that the course asks for, each with the loss that answers are compared with.

No answer is written here: the right value is the derivative of the loss, at random points of unequal sizes.
"""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.answers.drawing import (
    Loss,
    by_index,
    column,
    everywhere,
    log_softmax,
    onehot,
    rows_of,
    scalar,
    slope,
    slopes,
    total,
)
from autograder.answers.evaluator import (
    Array,
    Bound,
    Misfit,
    Point,
    Unknown,
    index,
    relu,
    sigmoid,
    softmax,
    value,
)
from autograder.answers.formula import Case, Draw, Formula, Numbers, Scale
from autograder.answers.notation import COUNT, ENTRY, POSITION, Notation
from autograder.answers.repairs import is_beside_the_sums
from autograder.answers.tree import Derivative, Name, Node, Probability

# ---------------------------------------------------------------- notation

ROWS, COLUMNS = "words as rows", "words as columns"
EXAMPLES = "examples as rows"
UPRIGHT, TRANSPOSED = "examples as columns", "examples as columns, matrices transposed"
WORD, DRAW = "word", "draw"  # kinds of indices, besides those of every course
TRUE, NORMALIZER, NEGATIVES = "the true pair", "the normalizing sum", "the negatives"
OUTSIDE = "the outside word at"

NOTATION = Notation(
    losses=("J", "L", "\\mathrm{CE}"),
    words=("CE", "CBOW"),
    whole=("v_c",),
    unfinished=("v_w",),
    layouts=("U", "A", "W", "x", "h", "z", "y", "b", "\\hat{y}"),
    sizes=("K", "V", "m", "D"),
    kinds={"V": WORD, "W": WORD, "K": DRAW, "D": ENTRY, "m": POSITION, "n": COUNT},
    sets={"neg": "K", "draw": "K", "voc": "W", "word": "W"},
    unsized="W",
    everything={WORD: "i \\in V", DRAW: "i \\in K", ENTRY: "i", POSITION: "-m \\le i \\le m, i \\ne 0"},
    items={DRAW: ("w", WORD)},
    origin="t",
    sums=(NORMALIZER, NEGATIVES, OUTSIDE),
    sides={
        "observed": (
            "only-o",
            "This is right for the observed word alone ($w = o$, where $y$ is 1). What changes for every other one?",
        ),
        "others": ("only-others", "This is right for all words but the observed one ($w = o$, where $y$ is 1)."),
        "once": ("repeats", "This is right for a word that occurs once. One that occurs several times adds up as often."),
        "repeated": (
            "one-case",
            "This is right for a word that occurs several times, but not for one that occurs once.",
        ),
        "positive": ("one-case", "This is right for $x > 0$, but not for $x < 0$."),
        "negative": ("one-case", "This is right for $x < 0$, but not for $x > 0$."),
    },
)


def known_derivatives(answer: Node) -> str:
    """Remind that the derivatives for one pair are known, and that every outside word has its own negatives."""
    said = "The derivatives for one pair are known: use them as they are."
    if is_beside_the_sums(answer, "K"):
        said += " And every outside word has negatives of its own: their sum stands inside the sum over the window."
    return said


# ---------------------------------------------------------------- sizes


@dataclass(frozen=True, eq=False)
class Sizes:
    """Say how large the points of the pair and of the window are, and which words are where."""

    V: int
    D: int
    o: int
    c: int
    others: tuple[int, ...]  # words that are neither
    draws: tuple[int, ...]
    repeats: tuple[int, ...]  # draws of which some are the same word
    window: Mapping[int, int]  # place: word; one is there twice, and one is the center word
    network: tuple[int, int, int]  # D_x, H, D_y
    vector: tuple[int, int]  # entries of a vector that belongs to no pair, and which of them is observed

    def __str__(self) -> str:
        return f"{self.V}/{self.D}"


LARGE = (  # in turn, so that no size, word or place is the same in all draws
    Sizes(
        7, 3, 2, 0, (4, 0), (1, 4, 6, 3, 5), (1, 4, 1, 3, 1), {-2: 4, -1: 1, 1: 0, 2: 4}, (3, 5, 4), (6, 2)
    ),
    Sizes(
        8, 4, 5, 3, (1, 3), (2, 0, 7), (6, 2, 6), {-3: 2, -2: 6, -1: 1, 1: 3, 2: 6, 3: 7}, (4, 2, 6), (9, 5)
    ),
    Sizes(
        6, 5, 0, 4, (2, 4), (1, 3, 5, 2), (3, 1, 3, 5), {-2: 5, -1: 4, 1: 2, 2: 5}, (2, 4, 3), (4, 0)
    ),
)
SMALL = (Sizes(3, 1, 2, 0, (1,), (0, 1), (1, 0, 1), {-1: 1, 1: 1}, (1, 1, 2), (2, 0)),)
THIN = tuple(replace(sizes, D=1, network=(1, 1, sizes.network[2])) for sizes in LARGE)
SIZES = {Scale.LARGE: LARGE, Scale.SMALL: SMALL, Scale.THIN: THIN}


# ---------------------------------------------------------------- numbers and vectors


def _of_a_number(f: Callable[[Any], Any]) -> Draw:
    """Return a draw for the slope of a function of x, on both sides of zero."""

    def draw(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
        for x, _, side in _both_sides(numbers):
            yield Case(Point({"x": x}), slope(f, x), where=side, data={"x": x})

    return draw


def _leaky_relu(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    for x, alpha, side in _both_sides(numbers):
        symbols = {"x": x, "\\alpha": alpha}
        want = slope(lambda z, alpha=alpha: relu(z) + alpha * (z - relu(z)), x)
        yield Case(Point(symbols), want, where=side, data=symbols)


def _both_sides(numbers: Numbers) -> Iterator[tuple[Array, Array, dict[str, Array]]]:
    """Iterate over x, α and the side of zero; some x are smaller than α, some are larger."""
    for scale in (1, 0.1):
        for sign, side in ((1, "positive"), (-1, "negative")):
            x = scalar(sign * scale * (0.5 + abs(numbers())))
            yield x, scalar(0.5 + 0.4 * np.tanh(numbers())), everywhere(side)


def _vector(symbols: Mapping[str, Array], n: int) -> Point:
    """Return a point of vectors with n entries."""
    return Point({**symbols, "D": scalar(n)}, ranges={ENTRY: range(1, n + 1)}, sizes={n: "D"})


def _softmax_shift(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    n, _ = sizes.vector
    data = {"x": column(numbers(n)), "c": scalar(numbers())}
    yield Case(_vector(data, n), softmax(data["x"] + data["c"]), data=data)


def _cross_entropy(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    n, o = sizes.vector
    theta, y = numbers(n), onehot(n, o)
    data = {"\\theta": column(theta), "y": y}
    at = _vector({**data, "\\hat{y}": softmax(column(theta))}, n)
    terms: dict[str, Loss] = {
        TRUE: lambda z: -np.sum(y[:, 0] * z),
        NORMALIZER: lambda z: np.log(np.sum(np.exp(z))),
    }
    want, parts = slopes(terms, theta, column)
    sides = {"observed": [o], "others": [i for i in range(n) if i != o]}
    yield Case(at, want, parts, rows_of(want.shape, sides), data)


def _network(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    Dx, H, Dy = sizes.network
    x, W1, b1, W2, b2 = (numbers(*shape) for shape in ((1, Dx), (Dx, H), (1, H), (H, Dy), (1, Dy)))
    y = onehot(Dy, 1).T

    def loss(x: Any) -> Any:
        return -np.sum(y[0] * log_softmax((sigmoid(x @ W1 + b1) @ W2 + b2)[0], np.arange(Dy)))

    z1 = x @ W1 + b1
    h = sigmoid(z1)
    z2 = h @ W2 + b2
    data = {"x": x, "W_1": W1, "b_1": b1, "W_2": W2, "b_2": b2, "y": y}
    values = {**data, "z_1": z1, "h": h, "z_2": z2, "\\hat{y}": softmax(z2)}
    grad = slope(loss, x)
    if convention != EXAMPLES:
        are_matrices_turned = convention == TRANSPOSED
        values |= {name: a.T for name, a in values.items() if are_matrices_turned or 1 in a.shape}
        grad = grad.T
    yield Case(Point(values, sizes={Dx: "D_x", H: "H", Dy: "D_y", 1: "1"}), grad, data=data)


def _parameters(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    Dx, H, Dy = (2 + int(4 * abs(numbers())) for _ in range(3))
    data = {"D_x": scalar(Dx), "H": scalar(H), "D_y": scalar(Dy)}
    parts = {"$W_1$": scalar(Dx * H), "$b_1$": scalar(H), "$W_2$": scalar(H * Dy), "$b_2$": scalar(Dy)}
    yield Case(Point(data), total(parts), parts, data=data)


# ---------------------------------------------------------------- one pair


def naive_terms(v: Any, U: Any, o: int) -> dict[str, Loss]:
    """Return naive softmax, -log of the probability of word o, as two terms; v or U is None: it will vary."""
    return {
        TRUE: lambda z: -(z[o] @ v if U is None else U[o] @ z),
        NORMALIZER: lambda z: np.log(np.sum(np.exp(z @ v if U is None else U @ z))),
    }


def negative_terms(v: Any, U: Any, o: int, words: Sequence[int]) -> dict[str, Loss]:
    """Return negative sampling, of word o and of the drawn words, as two terms; v or U is None: it will vary."""

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
    v, U = numbers(sizes.D), numbers(sizes.V, sizes.D)
    u = {w + 1: column(U[w]) for w in range(sizes.V)}
    at = Point(
        {"v_c": column(v), "U": U if convention == ROWS else U.T, "V": scalar(sizes.V), "D": scalar(sizes.D)},
        {"u": by_index(word=u, draw={k: u[word + 1] for k, word in enumerate(words, 1)})},
        indices={"o": (WORD, sizes.o + 1), "c": (WORD, sizes.c + 1)},
        ranges={WORD: range(1, sizes.V + 1)},
        sizes={sizes.V: "V", sizes.D: "D", len(words): "K", 1: "1"},
        default=WORD,
    )
    if words:
        return Pair(v, U, *_with_draws(at, u, sizes, words))
    return Pair(v, U, *_with_probabilities(at, u, sizes, softmax(column(U @ v))))


def _with_draws(at: Point, u: Mapping[int, Array], sizes: Sizes, words: Sequence[int]) -> tuple[Point, dict[str, Array]]:
    draws = {k: (WORD, word + 1) for k, word in enumerate(words, 1)}
    known = replace(
        at,
        symbols={**at.symbols, "K": scalar(len(words))},
        items={"w": by_index(draw=draws)},
        ranges={**at.ranges, DRAW: range(1, len(words) + 1)},
        default=DRAW,
    )
    vectors = {f"u_{{w_{k}}}": u[word] for k, (_, word) in draws.items()}
    return known, {"v_c": at.symbols["v_c"], "u_o": u[sizes.o + 1], **vectors}


def _with_probabilities(at: Point, u: Mapping[int, Array], sizes: Sizes, y_hat: Array) -> tuple[Point, dict[str, Array]]:
    table = by_index(word={w: scalar(y_hat[w - 1, 0]) for w in u})

    def probability(node: Probability, here: Point, bound: Bound) -> Array:
        if index(node.given, here, bound) != here.indices["c"]:
            raise Misfit(f"${node.latex()}$: what is given is the center word $c$.")
        return table(index(node.of, here, bound))

    symbols = {**at.symbols, "y": onehot(sizes.V, sizes.o), "\\hat{y}": y_hat}
    vectors = {f"u_{w}": vector for w, vector in u.items()}
    known = replace(at, symbols=symbols, probabilities=probability)
    return known, {"v_c": at.symbols["v_c"], **vectors, "o": scalar(sizes.o + 1)}


def _naive_loss(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    pair = _pair(numbers, sizes, convention)
    yield Case(pair.at, scalar(pair_loss(pair.v, pair.U, sizes.o)), data=pair.data)


def _naive_center(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    pair = _pair(numbers, sizes, convention)
    yield Case(pair.at, *slopes(naive_terms(None, pair.U, sizes.o), pair.v, column), data=pair.data)


def _naive_matrix(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    pair, by_columns = _pair(numbers, sizes, convention), convention == COLUMNS
    shaped = np.transpose if by_columns else np.asarray
    want, parts = slopes(naive_terms(pair.v, None, sizes.o), pair.U, shaped)
    sides = {"observed": [sizes.o], "others": [w for w in range(sizes.V) if w != sizes.o]}
    yield Case(pair.at, want, parts, rows_of(want.shape, sides, by_columns), pair.data)


def _naive_outside(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    pair = _pair(numbers, sizes, convention)
    for w in (sizes.o, *sizes.others):
        want, parts = slopes(naive_terms(pair.v, None, sizes.o), pair.U, lambda grad, w=w: column(grad[w]))
        side = everywhere("observed" if w == sizes.o else "others")
        yield Case(_for(pair.at, "w", WORD, w + 1), want, parts, side, {**pair.data, "w": scalar(w + 1)})


def _for(at: Point, letter: str, kind: str, number: int) -> Point:
    """Return the point with a value for the free index."""
    return replace(at, indices={**at.indices, letter: (kind, number)})


def _negative_center(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    pair = _pair(numbers, sizes, convention, sizes.draws)
    terms = negative_terms(None, pair.U, sizes.o, sizes.draws)
    yield Case(pair.at, *slopes(terms, pair.v, column), data=pair.data)


def _negative_outside(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    pair = _pair(numbers, sizes, convention, sizes.draws)
    grad, _ = slopes(negative_terms(pair.v, None, sizes.o, sizes.draws), pair.U)
    yield Case(pair.at, column(grad[sizes.o]), data=pair.data)


def _negative_drawn(drawn: Callable[[Sizes], Sequence[int]]) -> Draw:
    """Return a draw for the outside vector of a drawn word, with a case for each of the first three."""

    def draw(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
        words = drawn(sizes)
        pair = _pair(numbers, sizes, convention, words)
        grad, _ = slopes(negative_terms(pair.v, None, sizes.o, words), pair.U)
        for s, word in enumerate(words[:3], 1):
            side = everywhere("once" if words.count(word) == 1 else "repeated")
            at = _for(pair.at, "s", DRAW, s)
            yield Case(at, column(grad[word]), where=side, data={**pair.data, "s": scalar(s)})

    return draw


def _reuse(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    K, D = len(sizes.draws), sizes.D
    A, v = numbers(K + 1, D), numbers(D)
    q = column(slope(lambda z: -np.sum(np.log(sigmoid(z))), A @ v))
    symbols = {"A": A if convention == ROWS else A.T, "v_c": column(v), "K": scalar(K), "D": scalar(D)}
    symbols |= {"\\mathbf{1}": np.ones((K + 1, 1))}
    letters = {K: "K", D: "D", K + 1: "K+1", 1: "1"}
    at = Point(symbols, ranges={ENTRY: range(1, K + 2)}, sizes=letters)
    yield Case(at, q, data={"A": A, "v_c": column(v)})


# ---------------------------------------------------------------- windows


@dataclass(frozen=True, eq=False)
class Window:
    """One window: center vectors Vs (V, D), outside vectors U (V, D). With `cbow`, the context predicts the center."""

    Vs: Array
    U: Array
    sizes: Sizes
    convention: str
    cbow: bool

    @functools.cached_property
    def around(self) -> list[int]:
        return list(self.sizes.window.values())

    @functools.cached_property
    def v_hat(self) -> Array:
        return np.sum([self.Vs[word] for word in self.around], axis=0)

    def terms(self, by_U: bool) -> dict[str, Loss]:
        """Return the window's loss as a function of U or of Vs, one term for each word that is predicted."""

        def loss(z: Any, outside: int) -> Any:
            Vs, U = (self.Vs, z) if by_U else (z, self.U)
            center = sum(Vs[w] for w in self.around) if self.cbow else Vs[self.sizes.c]
            return pair_loss(center, U, outside)

        if self.cbow:
            return {"": lambda z: loss(z, self.sizes.c)}
        places: dict[int, list[str]] = {}
        for place, word in self.sizes.window.items():
            places.setdefault(word, []).append(f"${place:+d}$")
        return {
            f"{OUTSIDE} {' and '.join(there)}": lambda z, word=word, times=len(there): times * loss(z, word)
            for word, there in places.items()
        }

    def pair_slope(self, by_U: bool, center: Array, o: int) -> Array:
        """Return the slope of one pair's loss, by U (V, D) or by the center vector (D, 1)."""
        return self._slope(by_U, np.ascontiguousarray(center).tobytes(), o)

    @functools.cached_property
    def _slope(self) -> Callable[[bool, bytes, int], Array]:
        @functools.lru_cache(256)
        def found(by_U: bool, center: bytes, o: int) -> Array:
            vector = np.frombuffer(center)
            if by_U:
                return slope(lambda U: pair_loss(vector, U, o), self.U)
            return column(slope(lambda v: pair_loss(v, self.U, o), vector))

        return found

    def known(self, node: Derivative, here: Point, bound: Bound) -> Array:
        """Return the derivative of J(a center vector, an outside word, U), which the formula takes as known."""
        here.steps += 50
        if not isinstance(node.loss, Name) or node.loss.base not in ("J", "L"):
            raise Unknown(node.latex())
        if self.cbow and not node.arguments and node.by.latex() == "\\hat{v}":
            return self.pair_slope(False, self.v_hat, self.sizes.c)
        place = next((a for a in node.arguments if isinstance(a, Name) and a.base in ("w", "c", "o")), None)
        vectors = [a for a in node.arguments if a is not place and a.latex() != "U"]
        if place is None or len(vectors) != 1:
            raise Unknown(node.latex())
        here.families["u"](index(place, here, bound))  # raises Misfit if there is no such word
        o, center = _word(place, here, bound), value(vectors[0], here, bound)
        if center.shape != (self.sizes.D, 1):
            shape = here.shape(center)
            raise Misfit(f"${vectors[0].latex()}$ has the shape {shape}, and a center vector (D, 1) is meant.")
        return self._by(node, vectors[0], center, o, here, bound)

    def _by(self, node: Derivative, vector: Node, center: Array, o: int, here: Point, bound: Bound) -> Array:
        by = node.by
        if by.latex() == "U":
            grad = self.pair_slope(True, center, o)
            return grad if self.convention == ROWS else grad.T
        if by == vector:
            return self.pair_slope(False, center, o)
        if not isinstance(by, Name) or by.sub is None:
            raise Unknown(node.latex())
        if by.base == "u":
            here.families["u"](index(by.sub, here, bound))
            return column(self.pair_slope(True, center, o)[_word(by.sub, here, bound)])
        if by.base == "v" and vector.latex() in ("v_{c}", "\\hat{v}"):
            w = _word(by.sub, here, bound)
            times = self.around.count(w) if vector.latex() == "\\hat{v}" else int(w == self.sizes.c)
            return times * self.pair_slope(False, center, o)
        raise Unknown(node.latex())

    def point(self) -> Point:
        """Return what an answer may use."""
        sizes, U = self.sizes, self.U if self.convention == ROWS else self.U.T
        words, m = range(sizes.V), max(sizes.window)
        symbols = {"U": U, "v_c": column(self.Vs[sizes.c]), "m": scalar(m), "V": scalar(sizes.V), "D": scalar(sizes.D)}
        return Point(
            symbols | ({"\\hat{v}": column(self.v_hat)} if self.cbow else {}),
            {
                "u": by_index(word={w + 1: column(self.U[w]) for w in words}),
                "v": by_index(word={w + 1: column(self.Vs[w]) for w in words}),
                "n": by_index(word={w + 1: scalar(self.around.count(w)) for w in words}),
            },
            {"w": by_index(position={place: (WORD, word + 1) for place, word in self.words().items()})},
            {"c": (WORD, sizes.c + 1), "t": (POSITION, 0), "m": (POSITION, m)},
            {WORD: range(1, sizes.V + 1), POSITION: range(-m, m + 1)},
            {sizes.V: "V", sizes.D: "D", 1: "1"},
            POSITION,
            derivatives=self.known,
        )

    def words(self) -> dict[int, int]:
        """Return {place: word}, the center word at 0."""
        return {**self.sizes.window, 0: self.sizes.c}

    def data(self) -> dict[str, Array]:
        """Return the numbers of an example: all vectors, then which word is where."""
        vectors = {f"v_{w + 1}": column(self.Vs[w]) for w in range(self.sizes.V)}
        vectors |= {f"u_{w + 1}": column(self.U[w]) for w in range(self.sizes.V)}
        text = sorted(self.words().items())
        return vectors | {f"w_{{t{place:+d}}}" if place else "w_t": scalar(word + 1) for place, word in text}


def _word(node: Node, here: Point, bound: Bound) -> int:
    """Return the row of the word that an index names."""
    return int(index(node, here, bound)[1]) - 1


def _window(numbers: Numbers, sizes: Sizes, convention: str, cbow: bool) -> Window:
    return Window(numbers(sizes.V, sizes.D), numbers(sizes.V, sizes.D), sizes, convention, cbow)


def _by_outside(cbow: bool) -> Draw:
    """Return a draw for the outside vectors of a window."""

    def draw(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
        window = _window(numbers, sizes, convention, cbow)
        shaped = np.asarray if convention == ROWS else np.transpose
        yield Case(window.point(), *slopes(window.terms(by_U=True), window.U, shaped), data=window.data())

    return draw


def _center(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    """Draw the center vector of the center word."""
    window = _window(numbers, sizes, convention, cbow=False)
    want, parts = slopes(window.terms(by_U=False), window.Vs, lambda grad: column(grad[sizes.c]))
    yield Case(window.point(), want, parts, data=window.data())


def _center_of(chosen: Callable[[Sizes], Iterable[int]], cbow: bool) -> Draw:
    """Return a draw for the center vectors of some words."""

    def draw(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
        window = _window(numbers, sizes, convention, cbow)
        at, data = window.point(), window.data()
        for w in sorted(set(chosen(sizes))):
            want, parts = slopes(window.terms(by_U=False), window.Vs, lambda grad, w=w: column(grad[w]))
            side = everywhere("once" if window.around.count(w) == 1 else "repeated") if cbow else {}
            yield Case(_for(at, "w", WORD, w + 1), want, parts, side, {**data, "w": scalar(w + 1)})

    return draw


def _around(sizes: Sizes) -> set[int]:
    return set(sizes.window.values())


def _not_in_the_center(sizes: Sizes) -> set[int]:
    return {*_around(sizes), *sizes.others} - {sizes.c}


# ---------------------------------------------------------------- all of them

BOTH = (ROWS, COLUMNS)
NUMBER, VECTOR = "a number", "(D,)"
X = {"x": NUMBER}
SHIFT = {"x": VECTOR, "c": NUMBER, "i": "an index"}
SCORES = {"\\theta": VECTOR, "\\hat{y}": VECTOR, "y": VECTOR, "i": "an index"}
LAYERS = {"x": "(1, D_x)", "W_1": "(D_x, H)", "b_1": "(1, H)", "W_2": "(H, D_y)", "b_2": "(1, D_y)"}
LAYERS |= {"z_1": "(1, H)", "h": "(1, H)"} | dict.fromkeys(("z_2", "\\hat{y}", "y"), "(1, D_y)")
UNITS = {"D_x": NUMBER, "H": NUMBER, "D_y": NUMBER}
PAIR = {"U": "(V, D)", "v_c": VECTOR, "u_o": VECTOR, "u_w": VECTOR, "\\hat{y}": "(V,)", "y": "(V,)"}
PAIR |= {"o": "the outside word", "w": "any word", "V": NUMBER}
DRAWS = {"v_c": VECTOR, "u_o": VECTOR, "u_{w_s}": "(D,) of draw $s$", "K": NUMBER, "s": "a draw"}
REPEATS = DRAWS | {"\\mathbb{1}\\{w_k = w_s\\}": "1 or 0"}
REUSED = {"A": "(K+1, D)", "v_c": VECTOR, "\\mathbf{1}": "(K+1,)", "K": NUMBER}
PLACES = {"m": NUMBER, "j": "a place in the window"}
WINDOW = {
    "\\frac{\\partial J(v_c, w_{t+j}, U)}{\\partial v_c}": VECTOR,
    "\\frac{\\partial J(v_c, w_{t+j}, U)}{\\partial U}": "(V, D)",
} | PLACES
BAG = {
    "\\frac{\\partial J(\\hat{v}, w_t, U)}{\\partial \\hat{v}}": VECTOR,
    "\\frac{\\partial J(\\hat{v}, w_t, U)}{\\partial U}": "(V, D)",
    "n_w": "how often $w$ stands there",
} | PLACES

SKIPGRAM, BAG_OF_WORDS = "J_{\\mathrm{skipgram}}", "J_{\\mathrm{CBOW}}"


def by(symbol: str, loss: str = "J") -> str:
    """Return the derivative of the loss by a symbol, in LaTeX."""
    return f"\\frac{{\\partial {loss}}}{{\\partial {symbol}}}"


formula = functools.partial(Formula, notation=NOTATION, sizes=SIZES, conventions=(ROWS,))
vector = functools.partial(formula, is_transposed_right=True)
window = functools.partial(formula, symbols=WINDOW, remark=known_derivatives)
bag = functools.partial(formula, symbols=BAG, remark=known_derivatives)
drawn = functools.partial(vector, left=by("u_{w_s}"), conventions=BOTH, free="s", conditions=("w_i = w_s",))
OF_A_WORD: dict[str, Any] = {"is_transposed_right": True, "free": "w", "conditions": ("w_{t + i} = w",)}

DECLARED: Sequence[Formula] = (
    formula("softmax-shift", r"\mathrm{softmax}(x + c)_i", _softmax_shift, SHIFT, has_entries=True, gone=("c",)),
    formula("sigmoid-derivative", r"\sigma'(x)", _of_a_number(sigmoid), X, bare="x", gone=(r"\sigma'(x)",)),
    formula("relu-derivative", r"\mathrm{ReLU}'(x)", _of_a_number(relu), X, gone=(r"\mathrm{ReLU}'(x)",)),
    formula("relu-derivative.leaky", r"\mathrm{LeakyReLU}'(x)", _leaky_relu, X | {"\\alpha": NUMBER}),
    vector("cross-entropy-gradient", by("\\theta", r"\mathrm{CE}(y, \hat{y})"), _cross_entropy, SCORES, has_entries=True),
    vector("network-input-gradient", by("x"), _network, LAYERS, conventions=(EXAMPLES, TRANSPOSED, UPRIGHT)),
    formula("network-parameters", r"\text{number of parameters}", _parameters, UNITS),
    formula("cross-entropy-naive", r"-\sum_w y_w \log \hat{y}_w", _naive_loss, PAIR, conventions=BOTH),
    vector("naive-grad-center", by("v_c"), _naive_center, PAIR, conventions=BOTH),
    vector("naive-grad-outside", by("u_w"), _naive_outside, PAIR, conventions=BOTH, free="w"),
    formula("naive-grad-outside-matrix", by("U"), _naive_matrix, PAIR, conventions=BOTH),
    vector("neg-gradients.center", by("v_c"), _negative_center, DRAWS, conventions=BOTH),
    vector("neg-gradients.outside", by("u_o"), _negative_outside, DRAWS, conventions=BOTH),
    drawn("neg-gradients.negative", draw=_negative_drawn(lambda sizes: sizes.draws), symbols=DRAWS),
    vector("neg-reuse", "q", _reuse, REUSED, conventions=BOTH, has_entries=True),
    drawn("neg-duplicates", draw=_negative_drawn(lambda sizes: sizes.repeats), symbols=REPEATS),
    window("skipgram-gradients.outside", by("U", SKIPGRAM), _by_outside(cbow=False), conventions=BOTH),
    window("skipgram-gradients.center", by("v_c", SKIPGRAM), _center, is_transposed_right=True),
    window("skipgram-gradients.other", by("v_w", SKIPGRAM), _center_of(_not_in_the_center, cbow=False), **OF_A_WORD),
    bag("cbow-gradients.context", by("v_w", BAG_OF_WORDS), _center_of(_around, cbow=True), **OF_A_WORD),
    bag("cbow-gradients.outside", by("U", BAG_OF_WORDS), _by_outside(cbow=True), conventions=BOTH),
)
FORMULAS: dict[str, Formula] = {declared.id: declared for declared in DECLARED}
