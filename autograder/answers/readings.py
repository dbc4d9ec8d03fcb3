"""Other readings of an answer, for those that are wrong as they stand: a sum that goes on, other letters."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from . import tree as t
from .notation import Notation
from .places import parts, places, substituted
from .tree import Node

GOES_ON = "The sum was read as going on to the end of the line: brackets would say so."
LETTERS = "It was read with {}."
MOST_RENAMED = 4  # letters at once


@dataclass(frozen=True)
class Renaming:
    """One letter of another handout's for one of this course's: `said` as in "V for U"."""

    said: str
    old: Node
    new: Node


def readings(members: list[Node], notation: Notation) -> Iterator[tuple[str, list[Node]]]:
    """Iterate over (what to say of it, the members in another reading)."""
    going_on = [_going_on(member) for member in members]
    if going_on != members:
        yield GOES_ON, going_on
    some = list(_renamings(members, notation))
    for count in range(1, min(len(some), MOST_RENAMED) + 1):
        for chosen in itertools.combinations(some, count):
            renamed = members
            for renaming in chosen:
                renamed = [substituted(member, renaming.old, renaming.new) for member in renamed]
            yield LETTERS.format(", ".join(renaming.said for renaming in chosen)), renamed


def _going_on(node: Node) -> Node:
    """Return the tree with sums that take in the terms after them in which their index stands."""
    for part, rebuilt in places(node):
        if isinstance(part, t.Add) and isinstance(part.left, t.Sum) and part.left.where:
            first = part.left.where[0].parts[0]
            if any(inner == first for inner in parts(part.right)):
                inside = t.Add(part.left.of, part.right, part.sign)
                return _going_on(rebuilt(t.Sum(inside, part.left.where, part.left.upper, part.left.op)))
    return node


def _renamings(members: list[Node], notation: Notation) -> Iterator[Renaming]:
    """Iterate over the renamings of the notation whose letters occur."""
    occurring = {part for member in members for part in parts(member)}
    for (base, sub), (new_base, new_sub) in notation.elsewhere.items():
        for part in sorted((p for p in occurring if isinstance(p, t.Name)), key=lambda name: name.latex()):
            if part.base == base and sub in ("*", _written(part.sub)):
                after = part.sub if new_sub == "*" else t.Name(new_sub) if new_sub else None
                new = t.Name(new_base if new_base != "*" else part.base, after)
                yield Renaming(f"${part.latex()}$ for ${new.latex()}$", part, new)


def _written(sub: Node | None) -> str:
    return "" if sub is None else sub.latex()
