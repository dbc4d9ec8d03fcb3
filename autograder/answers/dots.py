"""What dots stand for: the terms in between two that differ by an index."""

from typing import Any

from . import tree as t
from .places import FRESH, parts
from .tree import Node


def template(first: Node, last: Node) -> tuple[Node, t.Name, Node, Node] | None:
    """Return (a term, its index, the first one's, the last one's), for two terms that differ by an index."""
    index = next(t.Name(letter) for letter in FRESH if t.Name(letter) not in parts(first))
    bounds: set[tuple[Node, Node]] = set()
    term = _in_between(first, last, index, bounds)
    return None if term is None or len(bounds) != 1 else (term, index, *bounds.pop())


def summed_up(first: Node, last: Node) -> Node | None:
    """Return the sum that goes from one term to another, which differs by an index; None if there is none."""
    found = template(first, last)
    if found is None:
        return None
    term, index, lower, upper = found
    return t.Sum(term, (t.Relation((index, lower), ("=",)),), upper)


def _in_between(first: Any, last: Any, index: Node, bounds: set[tuple[Node, Node]]) -> Any:
    """Return a part with the index where two parts differ, and note these; None where they differ in form."""
    if first == last:
        return first
    if isinstance(first, t.Number) and isinstance(last, (t.Number, t.Name, t.Add)):
        bounds.add((first, last))
        return index
    if type(first) is not type(last):
        return None
    if isinstance(first, tuple):
        some = [_in_between(*pair, index, bounds) for pair in zip(first, last, strict=False)]
        return None if len(first) != len(last) or None in some else tuple(some)
    if not isinstance(first, Node):
        return None
    fields = {
        name: _in_between(part, vars(last)[name], index, bounds) if part is not None else None
        for name, part in vars(first).items()
    }
    is_whole = all(
        fields[name] is not None or part is None is vars(last)[name] for name, part in vars(first).items()
    )
    return type(first)(**fields) if is_whole else None
