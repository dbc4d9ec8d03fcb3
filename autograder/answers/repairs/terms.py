"""Other signs, factors, transposes, functions and cases."""

from collections.abc import Iterator
from itertools import combinations
from typing import TypeGuard

from .. import tree as t
from ..places import Place, Rebuild, parts, parts_of_indices, places
from ..tree import Node

Repair = tuple[Node, Node]  # the part that was touched, the tree without the mistake
Repairs = Iterator[Repair]

ONE = t.Number(1.0)
OPPOSITE = {"<": ">", ">": "<", "\\le": "\\ge", "\\ge": "\\le", "=": "\\ne", "\\ne": "="}


def opposite(node: Node) -> Node:
    """Return the node with the other sign."""
    return node.of if isinstance(node, t.Negate) else t.Negate(node)


def is_sigmoid(node: Node) -> TypeGuard[t.Apply]:
    """Tell whether a node is σ(…), not its derivative."""
    return isinstance(node, t.Apply) and node.function == "sigma" and not node.primes


def outside_sigmoids(node: Node) -> list[Place]:
    """Return the places of a tree that are in no sigmoid."""
    inside = [part.of for part in parts(node) if is_sigmoid(part)]
    hidden = {id(deeper) for of in inside for deeper in parts(of)}
    return [(part, rebuilt) for part, rebuilt in places(node) if id(part) not in hidden]


# ---------------------------------------------------------------- signs and factors


def signs(node: Node) -> Repairs:
    """Put the other sign before a term, a factor, an exponent."""
    below = parts_of_indices(node)
    for part, rebuilt in outside_sigmoids(node):
        if id(part) not in below:
            yield from _other_signs(part, rebuilt)


def _other_signs(part: Node, rebuilt: Rebuild) -> Repairs:
    match part:
        case t.Add(left=left, right=right, sign=sign):
            yield right, rebuilt(t.Add(left, right, "-" if sign == "+" else "+"))
            yield left, rebuilt(t.Add(t.Negate(left), right, sign))
        case t.Negate(of=of):
            yield of, rebuilt(of)
        case t.Cases(rows=rows):
            for i, (value, where) in enumerate(rows):
                yield value, rebuilt(t.Cases((*rows[:i], (opposite(value), where), *rows[i + 1 :])))
        case t.Apply(function="sigma"):
            yield part, rebuilt(t.Negate(part))
        case t.Apply(function=function, of=of, primes=primes):
            yield part, rebuilt(t.Apply(function, t.Negate(of), primes))
        case t.Power(of=of, by=by):
            yield part, rebuilt(t.Power(of, t.Negate(by)))
        case t.Sum(of=of, where=where, upper=upper):
            yield part, rebuilt(t.Sum(opposite(of), where, upper))


def without_a_factor(node: Node) -> Repairs:
    """Leave out a factor, a denominator, a power."""
    for part, rebuilt in places(node):
        match part:
            case t.Product(left=left, right=right):
                yield left, rebuilt(right)
                yield right, rebuilt(left)
            case t.Over(left=left):
                yield part, rebuilt(left)
            case t.Power(of=of):
                yield part, rebuilt(of)


# ---------------------------------------------------------------- transposes


def transposes(node: Node) -> Repairs:
    """Add or take away a transpose, exchange two factors, or do two of these at once."""
    found = list(_one_transpose(node))
    yield from found
    for (_, tree), (other, _) in combinations(found[:12], 2):
        for part, rebuilt in places(tree):
            if part is other:
                yield other, rebuilt(_turned(other))
                break


def _one_transpose(node: Node) -> Repairs:
    below = parts_of_indices(node)
    for part, rebuilt in places(node):
        if isinstance(part, (t.Name, t.Add, t.Transpose)) and id(part) not in below:
            yield part, rebuilt(_turned(part))
    for part, rebuilt in places(node):
        if isinstance(part, t.Product) and part.op != "\\circ":
            yield part, rebuilt(t.Product(part.right, part.left, part.op))


def _turned(node: Node) -> Node:
    return node.of if isinstance(node, t.Transpose) else t.Transpose(node)


# ---------------------------------------------------------------- functions and cases


def sigmoids_of_the_opposite(node: Node) -> Repairs:
    """Put σ(-z) for σ(z)."""
    for part, rebuilt in places(node):
        if is_sigmoid(part):
            yield part, rebuilt(t.Apply("sigma", opposite(part.of)))


def ones_out_of_sigmoids(node: Node) -> Repairs:
    """Put σ(z) - 1 for σ(z - 1), and 1 - σ(z) for σ(1 - z)."""
    for part, rebuilt in places(node):
        if is_sigmoid(part) and isinstance(part.of, t.Add):
            left, right, sign = part.of.left, part.of.right, part.of.sign
            if _is_one(right):
                yield part, rebuilt(t.Add(t.Apply("sigma", left), right, sign))
            if _is_one(left):
                yield part, rebuilt(t.Add(left, t.Apply("sigma", right), sign))


def _is_one(node: Node) -> bool:
    return node == ONE or isinstance(node, t.Ones)


def functions_for_slopes(node: Node) -> Repairs:
    """Put a function's derivative for the function, and the other way round."""
    for part, rebuilt in places(node):
        if isinstance(part, t.Apply) and part.primes < 2:
            yield part, rebuilt(t.Apply(part.function, part.of, 1 - part.primes))


def exchanged_cases(node: Node) -> Repairs:
    """Exchange two values of a case distinction, or a condition and its opposite."""
    for part, rebuilt in places(node):
        match part:
            case t.Cases(rows=rows):
                for i, j in combinations(range(len(rows)), 2):
                    swapped = list(rows)
                    swapped[i], swapped[j] = (rows[j][0], rows[i][1]), (rows[i][0], rows[j][1])
                    yield part, rebuilt(t.Cases(tuple(swapped)))
            case t.Indicator(where=(t.Relation(parts=related, signs=(sign,)),)) if sign in OPPOSITE:
                yield part, rebuilt(t.Indicator((t.Relation(related, (OPPOSITE[sign],)),)))
