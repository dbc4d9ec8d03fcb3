"""A formula: one final line that is asked for, and the points at which an answer is compared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

import numpy as np

from .evaluator import Array, Mask, Point
from .notation import PLAIN, Notation
from .tree import Node


class Scale(Enum):
    """Name the kinds of draws: to compare with, to show as an example, and with vectors of one dimension."""

    LARGE, SMALL, THIN = "large", "small", "thin"


@dataclass(frozen=True)
class Case:
    """Hold a point and the right value there.

    parts: {what it comes from: its share of the value}.
    where: {label: mask of the entries that it is about}, to tell what is right under one label only.
    data: {name: value}, the numbers that the point was made from, to show as an example.
    """

    at: Point
    want: Array
    parts: Mapping[str, Array] = field(default_factory=dict)
    where: Mapping[str, Mask] = field(default_factory=dict)
    data: Mapping[str, Array] = field(default_factory=dict)


class Numbers(Protocol):
    """Draw a random array of a shape; without a shape, a number."""

    def __call__(self, *shape: int) -> Array: ...


Draw = Callable[[Numbers, Any, str], Iterable[Case]]  # of numbers, sizes and a convention

SIZES: Mapping[Scale, Sequence[Any]] = {Scale.LARGE: (3, 4, 5), Scale.SMALL: (2,), Scale.THIN: (1,)}


@dataclass(frozen=True, eq=False)
class Formula:
    """Declare one final line.

    left: what is written before the equals sign.
    draw: gives the Cases of one draw, one for each value of a free index.
    symbols: {what may be used: what it is}.
    sizes: {Scale: what `draw` takes, in turn}; no size should be the same in all. Their `str` seeds a draw.
    conventions: such as rows or columns; an answer may be right in any of them.
    is_transposed_right: whether the transpose is right as well.
    has_entries: whether one entry may be given for all, with an index of its own.
    free: the free index, which an answer may call by another letter.
    bare: what σ is taken of where nothing is said.
    gone: what a result no longer contains, in LaTeX; a letter stands for itself with any index.
    functions: those that a result may contain, such as "exp" and "sigma'"; None for all.
    conditions: those that a sum may need, in LaTeX, the sum's index being i.
    remark: gives a further sentence on an answer with symbols that are not declared.
    """

    id: str
    left: str
    draw: Draw
    symbols: Mapping[str, str]
    notation: Notation = PLAIN
    sizes: Mapping[Scale, Sequence[Any]] = field(default_factory=lambda: SIZES)
    conventions: tuple[str, ...] = ("",)
    is_transposed_right: bool = False
    has_entries: bool = False
    free: str = ""
    bare: str = ""
    gone: tuple[str, ...] = ()
    functions: frozenset[str] | None = None
    conditions: tuple[str, ...] = ()
    remark: Callable[[Node], str] = lambda answer: ""


def cases(
    formula: Formula, number: int, scale: Scale = Scale.LARGE, secret: str = ""
) -> dict[str, list[Case]]:
    """Return the Cases of one draw in every convention, made from the same random numbers.

    `secret`: what they depend on besides.
    """
    sizes = formula.sizes[scale][number % len(formula.sizes[scale])]
    found = {}
    for convention in formula.conventions:
        rng = np.random.default_rng(list(f"{formula.id}/{number}/{sizes}{secret}".encode()))
        numbers = _rounded(rng) if scale is Scale.SMALL else _normal(rng)
        found[convention] = list(formula.draw(numbers, sizes, convention))
        for case in found[convention]:
            case.at.notation = formula.notation
    return found


def _normal(rng: np.random.Generator) -> Numbers:
    return lambda *shape: np.asarray(rng.normal(size=shape))


def _rounded(rng: np.random.Generator) -> Numbers:
    """Draw numbers that can be put into a sentence."""
    some, all_but_one = (-2, -1, -0.5, 0.5, 1, 2), (-2, -1, -0.5, 0.5, 2)  # a factor of 1 would hide mistakes
    return lambda *shape: np.asarray(rng.choice(some if shape else all_but_one, size=shape))
