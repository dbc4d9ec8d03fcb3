"""The parts of a tree, the trees with something else in one place, and what belongs to an index."""

from collections.abc import Callable, Iterator
from typing import Any

from . import tree as t
from .tree import Node

FRESH = [f"{letter}'" for letter in "ijklnpqrst"]  # letters that no student's index has

Rebuild = Callable[[Node], Node]
Place = tuple[Node, Rebuild]  # a part, and what gives the whole tree with another one there


def parts(node: Node) -> Iterator[Node]:
    """Iterate over all parts of a tree, the tree itself first."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += reversed(list(children(part)))


def children(node: Node) -> Iterator[Node]:
    """Iterate over the parts that a node is made of."""
    for value in vars(node).values():
        if isinstance(value, (Node, tuple)):
            yield from _nodes_in(value)


def _nodes_in(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)


def _same(new: Node) -> Node:
    return new


def places(node: Node, rebuilt: Rebuild = _same) -> Iterator[Place]:
    """Iterate over the parts in the same order, each with the function that puts another one in its place."""
    yield node, rebuilt
    for name, value in vars(node).items():
        if isinstance(value, (Node, tuple)):
            yield from _inside(value, _with_field(node, name, rebuilt))


def _with_field(node: Node, name: str, rebuilt: Rebuild) -> Callable[[Any], Node]:
    return lambda new: rebuilt(type(node)(**{**vars(node), name: new}))


def _inside(value: Any, rebuilt: Callable[[Any], Node]) -> Iterator[Place]:
    if isinstance(value, Node):
        yield from places(value, rebuilt)
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _inside(item, _with_item(value, i, rebuilt))


def _with_item(items: tuple[Any, ...], i: int, rebuilt: Callable[[Any], Node]) -> Callable[[Any], Node]:
    return lambda new: rebuilt((*items[:i], new, *items[i + 1 :]))


def substituted(node: Node, old: Node, new: Node) -> Node:
    """Return the tree with `new` wherever `old` is."""
    found: Node = _substituted(node, old, new)
    return found


def _substituted(value: Any, old: Node, new: Node) -> Any:
    if isinstance(value, Node):
        if value == old:
            return new
        return type(value)(**{name: _substituted(part, old, new) for name, part in vars(value).items()})
    return tuple(_substituted(item, old, new) for item in value) if isinstance(value, tuple) else value


def instantiated(node: Node, index: t.Name, other: Node) -> Node:
    """Return the tree with another index in the place of one; a sum over that other gets a new letter."""
    taken = {part.base for part in parts(node) if isinstance(part, t.Name)}
    for letter in {part.base for part in parts(other) if isinstance(part, t.Name)} & bound_letters(node):
        new = next(one for one in FRESH if one not in taken)
        node = substituted(node, t.Name(letter), t.Name(new))
        taken.add(new)
    return substituted(node, index, other)


# ---------------------------------------------------------------- indices


def subscripts(node: Node) -> Iterator[Node]:
    """Iterate over what is in the subscripts and below and above the sums of a tree."""
    for part in parts(node):
        if isinstance(part, (t.Name, t.Entry)) and part.sub is not None:
            yield part.sub
        if isinstance(part, t.Sum):
            yield from part.where
            if part.upper is not None:
                yield part.upper


def parts_of_indices(node: Node) -> set[int]:
    """Return the identities of all parts that belong to an index."""
    return {id(deeper) for sub in subscripts(node) for deeper in parts(sub)}


def used_twice(node: Node) -> str:
    """Return the letter that is the index of a sum and stands for one entry beside it, if there is one."""
    return min(bound_letters(node) & free_letters(node), default="")


def bound_letters(node: Node) -> frozenset[str]:
    """Return the letters that are the index of a sum somewhere in a tree."""
    return frozenset[str]().union(*(_bound_by(part) for part in parts(node) if isinstance(part, t.Sum)))


def free_letters(node: Node) -> frozenset[str]:
    """Return the letters of the indices in a tree that no sum there binds."""
    inside = frozenset[str]().union(*map(free_letters, children(node)))
    if isinstance(node, t.Sum):
        return inside - _bound_by(node)
    sub = node.sub if isinstance(node, (t.Name, t.Entry)) else None
    return inside | {sub.base} if isinstance(sub, t.Name) and sub.sub is None else inside


def _bound_by(node: t.Sum) -> frozenset[str]:
    first = node.where[0].parts[0] if node.where else None
    return frozenset({first.base}) if isinstance(first, t.Name) and first.sub is None else frozenset()
