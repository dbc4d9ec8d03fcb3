"""The loss of a window: skip-gram, and CBOW."""

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.answers.drawing import Loss, by_index, column, everywhere, row, scalar, slope, slopes
from autograder.answers.evaluator import Array, Bound, Index, Misfit, Places, Point, Unknown, index, value
from autograder.answers.formula import Case, Draw, Numbers
from autograder.answers.notation import LOSS, POSITION
from autograder.answers.tree import Derivative, List, Name, Node, Probability, Product

from .notation import OUTSIDE, ROWS, WORD
from .pair import for_one, pair_loss
from .sizes import Sizes

CENTERS = "\\centers"  # all center vectors, (V, D); no answer has a name for them


@dataclass(frozen=True, eq=False)
class Window:
    """One window: center vectors Vs (V, D), outside vectors U (V, D).

    With `cbow`, the context predicts the center word.
    """

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
        """The sum of the context's vectors, (D,)."""
        return np.asarray(np.sum([self.Vs[word] for word in self.around], axis=0))

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

        def times_loss(word: int, times: int) -> Loss:
            return lambda z: times * loss(z, word)

        return {f"{OUTSIDE} {' and '.join(at)}": times_loss(word, len(at)) for word, at in places.items()}

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
        """Return the derivative of J(a center vector, an outside word, U), which is taken as known."""
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
            raise Misfit(
                f"${vectors[0].latex()}$ has the shape {shape}, and a center vector (D, 1) is meant."
            )
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
            return np.asarray(times * self.pair_slope(False, center, o))
        raise Unknown(node.latex())

    def chance(self, node: Probability, here: Point, bound: Bound) -> Array:
        """Return P(a word | the center word), or P(the center word | its context)."""
        o = _word(node.of, here, bound)
        here.families["u"](index(node.of, here, bound))  # raises Misfit if there is no such word
        if index(node.given, here, bound)[1] not in (here.indices["c"][1], 0) or self.cbow:
            raise Misfit(f"${node.latex()}$: what is given is the center word $c$.")
        return scalar(np.exp(-pair_loss(self.Vs[self.sizes.c], self.U, o)))

    def loss_of_a_pair(self, node: Product, here: Point, bound: Bound) -> Array:
        """Return J(a center vector, an outside word, U)."""
        arguments = node.right.parts if isinstance(node.right, List) else ()
        if len(arguments) != 3 or not isinstance(arguments[1], Name) or arguments[2].latex() != "U":
            raise Unknown(node.latex())
        here.families["u"](index(arguments[1], here, bound))
        center = value(arguments[0], here, bound)
        if center.shape != (self.sizes.D, 1):
            raise Misfit(f"${arguments[0].latex()}$ is no center vector (D, 1).")
        return scalar(pair_loss(center[:, 0], self.U, _word(arguments[1], here, bound)))

    def point(self) -> Point:
        """Return what an answer may use."""
        sizes, U = self.sizes, self.U if self.convention == ROWS else self.U.T
        words, m = range(sizes.V), max(sizes.window)
        symbols = {
            "U": U,
            "v_c": column(self.Vs[sizes.c]),
            "m": scalar(m),
            "V": scalar(sizes.V),
            "D": scalar(sizes.D),
            LOSS: scalar(sum(term(self.Vs) for term in self.terms(by_U=False).values())),
        }
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
            probabilities=self.chance,
            losses=self.loss_of_a_pair,
            base={"U": U, "v_c": symbols["v_c"], CENTERS: self.Vs},
            anew=self.anew,
            rows={"u": functools.partial(self._row, "U"), "v": functools.partial(self._row, CENTERS)},
        )

    def anew(self, name: str, value: Array) -> Point:
        """Return the point at which U, the center word's vector or all center vectors are others."""
        if name == "U":
            moved = replace(self, U=value if self.convention == ROWS else value.T)
        elif name == CENTERS:
            moved = replace(self, Vs=value)
        else:
            Vs = self.Vs.astype(value.dtype)
            Vs[self.sizes.c] = value[:, 0]
            moved = replace(self, Vs=Vs)
        return moved.point()

    def _row(self, name: str, where: Index) -> tuple[str, Places]:
        kind, number = where
        word = self.words()[int(number)] if kind == POSITION else int(number) - 1
        by_columns = name == "U" and self.convention != ROWS
        return name, tuple((d, word) if by_columns else (word, d) for d in range(self.sizes.D))

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


def by_outside(cbow: bool) -> Draw:
    """Return a draw for the outside vectors of a window."""

    def draw(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
        window = _window(numbers, sizes, convention, cbow)
        shaped = np.asarray if convention == ROWS else np.transpose
        yield Case(window.point(), *slopes(window.terms(by_U=True), window.U, shaped), data=window.data())

    return draw


def center(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
    """Draw the center vector of the center word."""
    window = _window(numbers, sizes, convention, cbow=False)
    want, parts = slopes(window.terms(by_U=False), window.Vs, row(sizes.c))
    yield Case(window.point(), want, parts, data=window.data())


def center_of(chosen: Callable[[Sizes], Iterable[int]], cbow: bool) -> Draw:
    """Return a draw for the center vectors of some words."""

    def draw(numbers: Numbers, sizes: Sizes, convention: str) -> Iterator[Case]:
        window = _window(numbers, sizes, convention, cbow)
        at, data = window.point(), window.data()
        for w in sorted(set(chosen(sizes))):
            want, parts = slopes(window.terms(by_U=False), window.Vs, row(w))
            times = window.around.count(w)
            side = everywhere("once" if times == 1 else "repeated" if times else "elsewhere") if cbow else {}
            yield Case(for_one(at, "w", WORD, w + 1), want, parts, side, {**data, "w": scalar(w + 1)})

    return draw


def around(sizes: Sizes) -> set[int]:
    """Return the words around the center."""
    return set(sizes.window.values())


def anywhere(sizes: Sizes) -> set[int]:
    """Return the words around the center, and all others but the center word."""
    return around(sizes) | set(range(sizes.V)) - {sizes.c}


def not_in_the_center(sizes: Sizes) -> set[int]:
    """Return words besides the center word, some of them not in the window."""
    return {*around(sizes), *sizes.others} - {sizes.c}
