"""Other readings of an answer, for those that are wrong as they stand: a sum that goes on, other letters."""

import functools
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from . import tree as t
from .compare import drawn
from .evaluator import Misfit, Unbound, Unknown, value
from .formula import Formula
from .notation import Notation
from .places import bound_letters, parts, places, substituted
from .reader import trees
from .tree import Node

GOES_ON = "The sum was read as going on to the end of the line: brackets would say so."
LETTERS = "It was read with {}."
ONLY_ENTRYWISE = "The product was read entry by entry: $\\circ$ would say so."
FROM_THE_LEFT = "It was read from left to right: brackets would say so."
ENTRYWISE = "$\\otimes$ was read as the product entry by entry, $\\circ$."
OWN_FUNCTIONS = ("f", "g", "h")
ENTRY_BY_ENTRY = ("\\circ", "*")
MOST_RENAMED = 4  # letters at once


@dataclass(frozen=True)
class Renaming:
    """One letter of another handout's for one of this course's: `said` as in "V for U", or "0 for o"."""

    said: str
    old: t.Name
    new: Node


def readings(members: list[Node], formula: Formula) -> Iterator[tuple[str, list[Node]]]:
    """Iterate over (what to say of it, the members in another reading)."""
    going_on = [sums_that_go_on(member) for member in members]
    if going_on != members:
        yield GOES_ON, going_on
    for said, changed in OTHER_PRODUCTS:
        others = [changed(member) for member in members]
        if others != members:
            yield said, others
    for said, renamed in renamings(members, formula):
        yield LETTERS.format(said), renamed


def renamings(members: list[Node], formula: Formula) -> Iterator[tuple[str, list[Node]]]:
    """Iterate over (which letters stand for which, the members with these in their place).

    Letters that have no value here are all renamed at once; others, as V, may be what they say.
    """
    certain: list[Renaming] = []
    by_letter: dict[str, list[Renaming]] = {}
    for renaming in _renamings(members, formula.notation):
        if _has_no_value(renaming.old, formula):
            certain.append(renaming)
        else:
            by_letter.setdefault(renaming.said, []).append(renaming)
    shorts = [
        some for some in _abbreviations(members, formula.notation) if _has_no_value(some[0].old, formula)
    ]
    called, applied = own_function(members, formula)
    for count in range(0 if certain or shorts or called else 1, min(len(by_letter), MOST_RENAMED) + 1):
        for chosen in itertools.combinations(by_letter.values(), count):
            for meant in itertools.product(*shorts[:MOST_RENAMED]):
                said, renamed = _renamed(applied, [*certain, *itertools.chain(*chosen), *meant])
                yield ", ".join(filter(None, (called, said))), renamed


def _renamed(members: list[Node], chosen: list[Renaming]) -> tuple[str, list[Node]]:
    for renaming in chosen:
        members = [substituted(member, renaming.old, renaming.new) for member in members]
    return ", ".join(dict.fromkeys(renaming.said for renaming in chosen)), members


def _has_no_value(name: t.Name, formula: Formula) -> bool:
    """Tell whether a name stands for nothing at all at a formula's points."""
    at = drawn(formula)[formula.conventions[0]][0].at
    try:
        value(name, at)
    except Unbound:
        return False
    except (Unknown, Misfit):
        return True
    return False


def _abbreviations(members: list[Node], notation: Notation) -> Iterator[list[Renaming]]:
    """Iterate over names such as σ_k, each with what it may stand for."""
    occurring = {part for member in members for part in parts(member) if isinstance(part, t.Name)}
    indices = {index: here for (_, index), (_, here) in notation.elsewhere.items() if index not in ("", "*")}
    in_indices = {part.sub for part in occurring}
    for name in sorted(occurring - in_indices, key=lambda name: name.latex()):
        key = name.base if name.sub is None else f"{name.base}_*"
        if key in notation.abbreviations:
            index = "" if name.sub is None else indices.get(name.sub.latex(), name.sub.latex())
            meant = [whole.replace("*", index) for whole in notation.abbreviations[key]]
            found = trees(tuple(meant), notation)
            pairs = zip(meant, found, strict=True)
            yield [Renaming(f"${name.latex()}$ for ${latex}$", name, tree) for latex, tree in pairs]


def sums_that_go_on(node: Node) -> Node:
    """Return the tree with sums that take in the terms after them in which their index stands."""
    for part, rebuilt in places(node):
        if isinstance(part, t.Add) and isinstance(part.left, t.Sum) and part.left.where:
            first = part.left.where[0].parts[0]
            if any(inner == first for inner in parts(part.right)):
                inside = t.Add(part.left.of, part.right, part.sign)
                return sums_that_go_on(rebuilt(t.Sum(inside, part.left.where, part.left.upper, part.left.op)))
    return node


def own_function(members: list[Node], formula: Formula) -> tuple[str, list[Node]]:
    """Return the members with f(x), f'(x) and df/dx as the function whose derivative a formula asks for.

    The first is what is said of it, "" where there is no such thing.
    """
    asked = trees((formula.left,), formula.notation)[0]
    if not isinstance(asked, t.Apply) or asked.primes != 1:
        return "", members
    applied = [_applied(member, asked) for member in members]
    said = f"$f$ for ${t.Apply(asked.function, asked.of).latex()}$"
    return (said, applied) if applied != members else ("", members)


def _applied(node: Node, asked: t.Apply) -> Node:
    for part, rebuilt in places(node):
        match part:
            case t.Product(left=t.Name(base=name, sub=None), right=of):
                primes = 0
            case t.Product(left=t.Transpose(of=t.Name(base=name, sub=None), prime=True), right=of):
                primes = 1
            case t.Derivative(loss=t.Name(base=name, sub=None), by=of):
                primes = 1
            case _:
                continue
        if name in OWN_FUNCTIONS and of == asked.of:
            return _applied(rebuilt(t.Apply(asked.function, asked.of, primes)), asked)
    return node


def where_only_that_fits(node: Node) -> Node:
    """Return the tree with ∘ in h (1 - h), whose factors are vectors of one shape where h is one."""
    for part, rebuilt in places(node):
        if isinstance(part, t.Product) and part.op in (" ", "\\cdot") and _is_one_less(part.right, part.left):
            return where_only_that_fits(rebuilt(t.Product(part.left, part.right, "\\circ")))
    return node


def _is_one_less(node: Node, other: Node) -> bool:
    """Tell whether one part is 1 - the other, at the end of a product perhaps."""
    if isinstance(other, t.Product):
        other = other.right
    is_one = isinstance(node, t.Add) and node.sign == "-" and node.left in (t.Number(1.0), t.Ones())
    return is_one and node.right == other  # type: ignore[attr-defined]


def from_the_left(node: Node) -> Node:
    """Return the tree with a ∘ b c as (a ∘ b) c, where the rule is a ∘ (b c)."""
    if not _has_product(node, *ENTRY_BY_ENTRY):
        return node
    for part, rebuilt in places(node):
        if isinstance(part, t.Product) and part.op in ENTRY_BY_ENTRY and isinstance(part.right, t.Product):
            *inner, last = _factors(part.right)
            first = functools.reduce(t.Product, inner)
            return from_the_left(rebuilt(t.Product(t.Product(part.left, first, part.op), last)))
    return node


def _has_product(node: Node, *signs: str) -> bool:
    return any(isinstance(part, t.Product) and part.op in signs for part in parts(node))


def _factors(node: Node) -> list[Node]:
    is_product = isinstance(node, t.Product) and node.op not in ENTRY_BY_ENTRY
    return [*_factors(node.left), node.right] if is_product else [node]  # type: ignore[attr-defined]


def entrywise(node: Node) -> Node:
    """Return the tree with ∘ wherever there is ⊗, which is the outer product by rule."""
    if not _has_product(node, "\\otimes"):
        return node
    for part, rebuilt in places(node):
        if isinstance(part, t.Product) and part.op == "\\otimes":
            return entrywise(rebuilt(t.Product(part.left, part.right, "\\circ")))
    return node


OTHER_PRODUCTS: list[tuple[str, Callable[[Node], Node]]] = [
    (FROM_THE_LEFT, from_the_left),
    (ENTRYWISE, entrywise),
    (ONLY_ENTRYWISE, where_only_that_fits),
]


def _renamings(members: list[Node], notation: Notation) -> Iterator[Renaming]:
    """Iterate over the renamings of the notation whose letters occur."""
    occurring = {part for member in members for part in parts(member)}
    for (base, sub), (new_base, new_sub) in notation.elsewhere.items():
        for part in sorted((p for p in occurring if isinstance(p, t.Name)), key=lambda name: name.latex()):
            if part.base == base and sub in ("*", _written(part.sub)):
                after = part.sub if new_sub == "*" else t.Name(new_sub) if new_sub else None
                new = t.Name(new_base if new_base != "*" else part.base, after)
                is_index = bool(new_sub) and sub not in ("", "*", new_sub)
                letters = (sub, new_sub) if is_index else (part.latex(), new.latex())
                yield Renaming("${}$ for ${}$".format(*letters), part, new)


def _written(sub: Node | None) -> str:
    return "" if sub is None else sub.latex()


def with_ranges(node: Node, given: frozenset[str]) -> Node:
    """Return the tree with an index for sums that name none, where one letter alone can be meant."""
    if not any(isinstance(part, t.Sum) and not part.where for part in parts(node)):
        return node
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
