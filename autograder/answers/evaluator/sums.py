"""Values of sums, products and maxima over an index, and what the index runs over."""

import functools
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import tree as t
from ..notation import COUNT, POSITION, Notation
from ..places import parts
from ..tree import Node
from .conditions import holds, number_of, require_known_sets
from .core import LARGEST_INDEX, evaluates, spend, value
from .point import Array, Bound, Misfit, Misplaced, Point, Unknown

TOGETHER: dict[str, Callable[[Any, Any], Any]] = {"\\sum": np.add, "\\prod": np.multiply, "\\max": np.maximum}
SOME_SIZE = ("n", "N", "M")  # however many there are, where nothing is called so


class Range(NamedTuple):
    """What a sum runs over: its index and the kind of it, the numbers it takes, further conditions on it."""

    name: str
    kind: str
    numbers: Sequence[int]
    where: t.Where


@evaluates(t.Sum)
def _sum(node: t.Sum, at: Point, bound: Bound) -> Array:
    spend(at, sum(len(relation.parts) for relation in node.where))
    name, kind, numbers, where = _range(node, at, bound)
    total: Array | None = None
    for number in numbers:
        spend(at)
        inner = {**bound, name: (kind, number)}
        if holds(where, at, inner):
            term = value(node.of, at, inner)
            total = term if total is None else _joined(node, total, term)
    return _nothing(node, at, {**bound, name: (kind, 1)}) if total is None else total


def _nothing(node: t.Sum, at: Point, bound: Bound) -> Array:
    """Return the value of a sum without terms: zeros like a term, where one can be had."""
    try:
        return np.zeros_like(value(node.of, at, bound))
    except (Misfit, Unknown):
        return np.asarray(0.0)


def _joined(node: t.Sum, total: Array, term: Array) -> Array:
    for one, other in ((total, term), (term, total)):
        if one.ndim == 0 and one == 0 and node.op == "\\sum":  # a plain 0 for zeros
            return other
    if total.shape != term.shape:
        raise Misfit(f"${node.latex()}$: the terms have different shapes.")
    return np.asarray(TOGETHER[node.op](total, term))


# ---------------------------------------------------------------- what the index runs over


def _range(node: t.Sum, at: Point, bound: Bound) -> Range:
    """Return what a sum runs over: all of a kind, or from the lower to the upper bound."""
    unclear = Misplaced(f"${node.latex()}$: over what does the sum run?")
    if not node.where:
        raise unclear
    require_known_sets(node.where, at.notation)
    names, given, letters = _below(node.where, node.upper, at.notation)
    name = next((name for name in names if given or not _is_taken(name, at, bound)), None)
    name = name or next((name for name in names if name not in bound and name not in at.symbols), None)
    kind = _kind(letters, node.upper, at)
    if name is None or not (at.ranges.get(kind) or kind == COUNT):
        raise unclear
    signs = node.where[0].signs[:1]
    if node.upper is None:
        listed = signs == ("\\in",) and isinstance(node.where[0].parts[1], t.List)  # {w_1, …, w_K}
        skipped = 1 if listed and kind != POSITION else 0
        every: Sequence[int] = at.ranges.get(kind, ())
        says_where = any(set(relation.signs) - {"=", "\\in"} for relation in node.where)
        if kind == POSITION and at.notation.origin and not says_where:
            every = [number for number in every if number]  # a window is what is around its center
        return Range(name, kind, every, node.where[skipped:])
    if signs != ("=",):
        raise unclear
    numbers = _from_to(node.where[0].parts[1], node.upper, kind, letters, at, bound)
    if numbers is None:
        raise unclear
    return Range(name, kind, numbers, node.where[1:])


def _is_taken(name: str, at: Point, bound: Bound) -> bool:
    return name in at.indices or name in at.symbols or name in bound


@functools.lru_cache(4096)
def _below(where: t.Where, upper: Node | None, notation: Notation) -> tuple[list[str], bool, str]:
    """Return the names that may be the index, whether one is sure to be, and the bounds' letters."""
    first = where[0]
    left = first.parts[0]
    if (
        isinstance(left, t.Name)
        and first.signs[:1] in ((), ("=",), ("\\in",))
        and not _is_item(left, notation)
    ):
        names, given = [left.latex()], True
    else:
        letters = [part for relation in where for part in parts(relation) if isinstance(part, t.Name)]
        names = [name.base for name in letters if name.sub is None and name.base not in notation.sizes]
        given = False
    bounds = " ".join(part.latex() for part in (*where, *([] if upper is None else [upper])))
    return (
        names,
        given,
        re.sub(r"\\mathrm\{(\w*)\}|\\ne|\\in", lambda found: _letter(found[1], notation), bounds),
    )


def _is_item(name: t.Name, notation: Notation) -> bool:
    """Tell whether a name is an item with its number, as w_k is: then the number is what runs."""
    return name.sub is not None and name.base in {letter for letter, _ in notation.items.values()}


def _letter(word: str | None, notation: Notation) -> str:
    """Return the letter of a set that is named by a word, nothing for other words."""
    uncapitalized = word[:1].lower() + word[1:] if word else ""
    return next((letter for start, letter in notation.sets.items() if uncapitalized.startswith(start)), "")


def _kind(letters: str, upper: Node | None, at: Point) -> str:
    """Return the kind of index that the letters of its bounds speak of."""
    known = (kind for letter, kind in at.notation.kinds.items() if letter in letters)
    found = next((kind for kind in known if kind in at.ranges or kind == COUNT), at.default)
    no_count = upper is None or (_is_some_size(upper) and upper.latex() not in {*at.symbols, *at.indices})
    return at.default if found == COUNT and no_count else found


def _is_some_size(node: Node) -> bool:
    return isinstance(node, t.Name) and node.sub is None and node.base in SOME_SIZE


def _from_to(
    lower: Node, upper: Node, kind: str, letters: str, at: Point, bound: Bound
) -> Sequence[int] | None:
    """Return the numbers from the lower to the upper bound, None if these are no bounds."""
    everything = at.ranges.get(kind, ())
    try:
        lowest, highest = number_of(lower, at, bound), number_of(upper, at, bound)
    except Unknown:
        if at.notation.unsized and at.notation.unsized in letters:
            return everything
        if _is_some_size(upper):
            return at.ranges.get(at.default)
        raise
    if (lowest, highest) == (0, len(everything) - 1) and kind not in (POSITION, COUNT):
        return everything  # counted from 0
    if not -LARGEST_INDEX < lowest <= highest + 1 < LARGEST_INDEX:  # nor if one is infinite, or no number
        return None
    if lowest != int(lowest) or highest != int(highest):
        return None
    return range(int(lowest), int(highest) + 1)
