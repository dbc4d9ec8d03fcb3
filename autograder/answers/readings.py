"""Other readings of an answer, for those that are wrong as they stand: a sum that goes on, other letters."""

import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from . import tree as t
from .notation import Notation
from .places import bound_letters, parts, places, substituted
from .tree import Node

GOES_ON = "The sum was read as going on to the end of the line: brackets would say so."
LETTERS = "It was read with {}."
FROM_THE_LEFT = "It was read from left to right: brackets would say so."
ENTRYWISE = "$\\otimes$ was read as the product entry by entry, $\\circ$."
ENTRY_BY_ENTRY = ("\\circ", "*")
MOST_RENAMED = 4  # letters at once


@dataclass(frozen=True)
class Renaming:
    """One letter of another handout's for one of this course's: `said` as in "V for U", or "0 for o"."""

    said: str
    old: t.Name
    new: Node


def readings(members: list[Node], notation: Notation) -> Iterator[tuple[str, list[Node]]]:
    """Iterate over (what to say of it, the members in another reading)."""
    going_on = [sums_that_go_on(member) for member in members]
    if going_on != members:
        yield GOES_ON, going_on
    for said, changed in ((FROM_THE_LEFT, from_the_left), (ENTRYWISE, entrywise)):
        others = [changed(member) for member in members]
        if others != members:
            yield said, others
    for said, renamed in renamings(members, notation):
        yield LETTERS.format(said), renamed


def renamings(members: list[Node], notation: Notation) -> Iterator[tuple[str, list[Node]]]:
    """Iterate over (which letters stand for which, the members with these in their place)."""
    by_letter: dict[str, list[Renaming]] = {}
    for renaming in _renamings(members, notation):
        by_letter.setdefault(renaming.said, []).append(renaming)
    for count in range(1, min(len(by_letter), MOST_RENAMED) + 1):
        for chosen in itertools.combinations(by_letter.values(), count):
            renamed = members
            for renaming in itertools.chain(*chosen):
                renamed = [substituted(member, renaming.old, renaming.new) for member in renamed]
            yield ", ".join(some[0].said for some in chosen), renamed


def sums_that_go_on(node: Node) -> Node:
    """Return the tree with sums that take in the terms after them in which their index stands."""
    for part, rebuilt in places(node):
        if isinstance(part, t.Add) and isinstance(part.left, t.Sum) and part.left.where:
            first = part.left.where[0].parts[0]
            if any(inner == first for inner in parts(part.right)):
                inside = t.Add(part.left.of, part.right, part.sign)
                return sums_that_go_on(rebuilt(t.Sum(inside, part.left.where, part.left.upper, part.left.op)))
    return node


def from_the_left(node: Node) -> Node:
    """Return the tree with a ∘ b c as (a ∘ b) c, where the rule is a ∘ (b c)."""
    for part, rebuilt in places(node):
        if isinstance(part, t.Product) and part.op in ENTRY_BY_ENTRY and isinstance(part.right, t.Product):
            *inner, last = _factors(part.right)
            first = functools.reduce(t.Product, inner)
            return from_the_left(rebuilt(t.Product(t.Product(part.left, first, part.op), last)))
    return node


def _factors(node: Node) -> list[Node]:
    is_product = isinstance(node, t.Product) and node.op not in ENTRY_BY_ENTRY
    return [*_factors(node.left), node.right] if is_product else [node]  # type: ignore[attr-defined]


def entrywise(node: Node) -> Node:
    """Return the tree with ∘ wherever there is ⊗, which is the outer product by rule."""
    for part, rebuilt in places(node):
        if isinstance(part, t.Product) and part.op == "\\otimes":
            return entrywise(rebuilt(t.Product(part.left, part.right, "\\circ")))
    return node


def _renamings(members: list[Node], notation: Notation) -> Iterator[Renaming]:
    """Iterate over the renamings of the notation whose letters occur."""
    occurring = {part for member in members for part in parts(member)}
    for (base, sub), (new_base, new_sub) in notation.elsewhere.items():
        for part in sorted((p for p in occurring if isinstance(p, t.Name)), key=lambda name: name.latex()):
            if part.base == base and sub in ("*", _written(part.sub)):
                after = part.sub if new_sub == "*" else t.Name(new_sub) if new_sub else None
                new = t.Name(new_base if new_base != "*" else part.base, after)
                is_index = sub not in ("", "*", new_sub)
                letters = (sub, new_sub) if is_index else (part.latex(), new.latex())
                yield Renaming("${}$ for ${}$".format(*letters), part, new)


def _written(sub: Node | None) -> str:
    return "" if sub is None else sub.latex()


def with_ranges(node: Node, given: frozenset[str]) -> Node:
    """Return the tree with an index for sums that name none, where one letter alone can be meant."""
    for part, rebuilt in places(node):
        if isinstance(part, t.Sum) and not part.where and part.upper is None:
            free = {index.base for index in _indices(part.of)} - given - bound_letters(part.of)
            if len(free) == 1:
                index = t.Relation((t.Name(free.pop()),), ())
                return with_ranges(rebuilt(t.Sum(part.of, (index,), None, part.op)), given)
    return node


def _indices(node: Node) -> Iterator[t.Name]:
    for part in parts(node):
        if isinstance(part, (t.Name, t.Entry)) and isinstance(part.sub, t.Name):
            yield part.sub
