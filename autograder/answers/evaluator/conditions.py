"""Tell whether relations hold, and evaluate what depends on them."""

import functools
import itertools
import operator
import re
from collections.abc import Callable
from typing import NoReturn

import numpy as np

from .. import tree as t
from ..notation import COUNT, POSITION, Notation
from ..tree import Node
from .core import LARGEST_INDEX, evaluates, index, spend, value
from .point import Array, Bound, Index, Misfit, Point, Unbound, Unclear, Uncovered, Unknown

COMPARED: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "\\ne": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "\\le": operator.le,
    "\\ge": operator.ge,
}


@evaluates(t.Indicator)
def _indicator(node: t.Indicator, at: Point, bound: Bound) -> Array:
    return np.asarray(float(holds(node.where, at, bound)))


@evaluates(t.Cases)
def _cases(node: t.Cases, at: Point, bound: Bound) -> Array:
    here = [of for of, where in node.rows if where is not None and holds(where, at, bound)]
    here = here or [of for of, where in node.rows if where is None]
    if not here:
        raise Uncovered(f"${node.latex()}$: a case is missing.")
    first, *others = (value(of, at, bound) for of in here)
    if not all(np.array_equal(first, other) for other in others):
        raise Unclear(f"${node.latex()}$: two of the cases hold at once, and say different things.")
    return first


def holds(where: t.Where, at: Point, bound: Bound) -> bool:
    """Tell whether all relations hold, between indices where they are such, between numbers otherwise."""
    return all(_relation_holds(relation, at, bound) for relation in where)


def _relation_holds(relation: t.Relation, at: Point, bound: Bound) -> bool:
    if not relation.signs:
        return _is_true(relation.parts[0], at, bound)
    links = zip(relation.signs, itertools.pairwise(relation.parts), strict=True)
    return all(_link_holds(relation, sign, pair, at, bound) for sign, pair in links)


def _is_true(part: Node, at: Point, bound: Bound) -> bool:
    """Tell whether a condition without a sign holds: an indicator, or the index of a sum by itself."""
    if isinstance(part, t.Name) and part.base in bound:
        return True
    if isinstance(part, t.Indicator):
        return bool(number_of(part, at, bound))
    _no_condition(part, at, bound)


def _no_condition(part: Node, at: Point, bound: Bound) -> NoReturn:
    value(part, at, bound)  # which may raise Unknown
    raise Misfit(f"${part.latex()}$ stands where a condition is meant.")


def _link_holds(relation: t.Relation, sign: str, pair: tuple[Node, Node], at: Point, bound: Bound) -> bool:
    spend(at)
    left, right = pair
    if sign == "\\in" and not isinstance(right, t.List):
        require_known_sets((relation,), at.notation)
        return True
    if sign == "\\in":
        return number_of(left, at, bound) in _members(right, at, bound)
    if sign == "\\setminus":
        return number_of(relation.parts[0], at, bound) not in _members(right, at, bound)
    if sign not in COMPARED or isinstance(left, t.List):
        return True
    one, other = _index_or_none(left, at, bound), _index_or_none(right, at, bound)
    if one and other:
        _refuse_item_with_its_number(relation, {one[0], other[0]}, at.notation)
    if not one and not other and sign in ("=", "\\ne") and (vectors := _vectors(pair, at, bound)):
        return np.array_equal(vectors[0], vectors[1]) == (sign == "=")
    first = one[1] if one else number_of(left, at, bound)
    second = other[1] if other else number_of(right, at, bound)
    return COMPARED[sign](first, second)


@functools.cache
def _whole_sets(notation: Notation) -> re.Pattern[str]:
    """Return the pattern of sets that hold everything of a kind, by their letter or their word."""
    letters = [letter for letter, kind in notation.kinds.items() if kind not in (POSITION, COUNT)]
    words = [f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in notation.sets]
    letter, word = "|".join(letters) or "(?!)", "|".join(words) or "(?!)"
    return re.compile(rf"(\\mathrm\{{)?({letter})\}}?|(\\mathrm\{{)?({word})\w*\}}?")


def require_known_sets(where: t.Where, notation: Notation) -> None:
    """Raise Unknown where something is in a set that nobody declared."""
    for relation in where:
        for sign, right in zip(relation.signs, relation.parts[1:], strict=True):
            is_known = isinstance(right, t.List) or _whole_sets(notation).fullmatch(right.latex())
            if sign == "\\in" and not is_known:
                raise Unknown(right.latex())


def _refuse_item_with_its_number(relation: t.Relation, kinds: set[str], notation: Notation) -> None:
    for kind, (_, item) in notation.items.items():
        if kinds == {item, kind}:
            raise Misfit(f"${relation.latex()}$: a {item} is compared with a {kind}.")


def _vectors(pair: tuple[Node, Node], at: Point, bound: Bound) -> list[Array]:
    """Return the values of two vectors, as of u_{w_k} = u_{w_s}; nothing where they are none."""
    try:
        found = [value(part, at, bound) for part in pair]
    except Unknown:
        return []
    return found if all(vector.ndim for vector in found) else []


def _index_or_none(node: Node, at: Point, bound: Bound) -> Index | None:
    try:
        return index(node, at, bound)
    except Unknown:
        return None


def number_of(node: Node, at: Point, bound: Bound) -> float:
    """Return the number of an index, or the value of a formula that is a number."""
    try:
        return index(node, at, bound)[1]
    except Unknown as problem:
        try:
            found = value(node, at, bound)
        except Unknown as deeper:
            raise deeper if isinstance(deeper, Unbound) else problem from None
        if found.ndim:
            raise Misfit(f"${node.latex()}$ {at.shape(found)} cannot be compared: it is no number.") from None
        return float(found.real)


def _members(node: Node, at: Point, bound: Bound) -> set[float]:
    """Return the numbers of a set; dots are all those between their neighbors."""
    parts = node.parts if isinstance(node, t.List) else (node,)
    numbers = [None if isinstance(part, t.Dots) else number_of(part, at, bound) for part in parts]
    found = {number for number in numbers if number is not None}
    for place, number in enumerate(numbers[1:-1]):
        before, after = numbers[place], numbers[place + 2]
        if number is not None or before is None or after is None:
            continue
        if abs(before) < LARGEST_INDEX and abs(after) < LARGEST_INDEX:
            spend(at, max(0, int(after) - int(before)))
            found |= set(range(int(before), int(after) + 1))
    return found
