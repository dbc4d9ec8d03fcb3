"""A point: the values of the symbols that an answer may use; and why something has no value there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ..notation import ENTRY, PLAIN, Notation
from ..tree import Node

Array = npt.NDArray[np.float64]  # numbers are 0-d, all else is a matrix: (n, 1), (1, n) or (n, m)
Mask = npt.NDArray[np.bool_]
Index = tuple[str, float]  # kind and number, the latter whole
Places = tuple[tuple[int, ...], ...]  # of entries of an array
Bound = dict[str, Index]  # the indices of the sums around a part


class Unknown(Exception):
    """A symbol is not declared; the text is the symbol."""


class Unbound(Unknown):
    """Nothing gives a value to an index."""


class Unclear(Unknown):
    """What is written has no one meaning; the text is a sentence."""


class Elided(Unknown):
    """Dots are written for something."""


class Misfit(Exception):
    """Two parts cannot be combined; the text names them and their shapes."""


class Misplaced(Misfit):
    """An index is none of those that there are."""


class Uncovered(Misfit):
    """A case distinction leaves out a case."""


@dataclass
class Point:
    """Hold one assignment of values.

    symbols: {name as it is written: value}.
    families: {base: function of an index}, for symbols with a subscript.
    items: {letter: function of an index that gives an index}: the item that an index numbers.
    indices: {name: index}, those that are given.
    ranges: {kind: numbers that an index of this kind takes}.
    sizes: {number: letter}, to write shapes with.
    default: the kind of an index that does not say what it is.
    derivatives, probabilities, losses: functions of such a node, this point and the bound indices.
    base: {name: value} of the variables that all else here is computed from. anew: gives the point at which
    one of them has another value, a complex one too. rows: {base of a symbol with a subscript: function of
    an index that gives (the variable that it is a row of, its places there)}. moved: points that were made.
    layout: of the derivative of a vector by a vector: "turned" is its transpose, "entrywise" its diagonal.
    notation: the formula's, set by `formula.cases`. steps: parts evaluated so far.
    taken: where it is a dict, {(function, part): arguments that the function is taken at} is kept in it.
    """

    symbols: Mapping[str, Array]
    families: Mapping[str, Callable[[Index], Array]] = field(default_factory=dict)
    items: Mapping[str, Callable[[Index], Index]] = field(default_factory=dict)
    indices: Mapping[str, Index] = field(default_factory=dict)
    ranges: Mapping[str, range] = field(default_factory=dict)
    sizes: Mapping[int, str] = field(default_factory=dict)
    default: str = ENTRY
    derivatives: Callable[[Any, "Point", Bound], Array] | None = None
    probabilities: Callable[[Any, "Point", Bound], Array] | None = None
    losses: Callable[[Any, "Point", Bound], Array] | None = None
    base: Mapping[str, Array] = field(default_factory=dict)
    anew: "Callable[[str, Array], Point] | None" = None
    rows: Mapping[str, Callable[[Index], tuple[str, Places]]] = field(default_factory=dict)
    moved: "dict[tuple[str, tuple[int, ...]], Point]" = field(default_factory=dict, repr=False)
    layout: str = ""
    notation: Notation = PLAIN
    steps: int = 0
    taken: dict[tuple[str, int], list[Array]] | None = None

    def __post_init__(self) -> None:
        with_index = {name: value for name, value in self.symbols.items() if "_" in name}
        self.named = {unbraced(name): value for name, value in with_index.items()}
        self.bases = {name.partition("_")[0] for name in with_index}

    def take(self, function: str, part: Node, argument: Array) -> None:
        """Keep what a function is taken at, if that is asked for."""
        if self.taken is not None:
            self.taken.setdefault((function, id(part)), []).append(argument)

    def shape(self, value: Array) -> str:
        """Return the shape of a value in words, in letters where sizes have them."""
        if value.ndim == 0:
            return "a number"
        return "(" + ", ".join(self.sizes.get(n, str(n)) for n in value.shape) + ")"


def unbraced(latex: str) -> str:
    """Return LaTeX without its braces, so that v_c and v_{c} are one name."""
    return latex.replace("{", "").replace("}", "")


def cannot(what: str, left: tuple[Node, Array], right: tuple[Node, Array], at: Point) -> Misfit:
    """Return the Misfit that says which two parts, of which shapes, cannot be combined."""
    named = " and ".join(f"${part.latex()}$ {at.shape(value)}" for part, value in (left, right))
    return Misfit(f"{named} cannot be {what}.")
