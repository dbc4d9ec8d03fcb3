"""Values of symbols, sums of two, products, fractions, powers and transposes, their shapes checked."""

import functools
from typing import NoReturn

import numpy as np

from .. import tree as t
from ..tree import Node
from .core import evaluates, index, value
from .point import Array, Bound, Elided, Index, Misfit, Misplaced, Point, Unknown, cannot, unbraced


@evaluates(t.Number)
def _number(node: t.Number, at: Point, bound: Bound) -> Array:
    return np.asarray(node.value, dtype=float)


@functools.lru_cache(4096)
def _written(node: t.Name) -> str:
    return unbraced(node.latex())


@evaluates(t.Name)
def _name(node: t.Name, at: Point, bound: Bound) -> Array:
    return _plain_name(node, at, bound) if node.sub is None else _name_with_index(node, node.sub, at, bound)


def _plain_name(node: t.Name, at: Point, bound: Bound) -> Array:
    if (found := at.symbols.get(node.base)) is not None:
        return found
    if node.base == "e":
        return np.asarray(np.e)
    if node.base in bound:
        return np.asarray(float(bound[node.base][1]))
    raise Unknown(node.latex())


def _name_with_index(node: t.Name, sub: Node, at: Point, bound: Bound) -> Array:
    is_summed_over = isinstance(sub, t.Name) and sub.sub is None and sub.base in bound
    if node.base in at.bases and not is_summed_over:
        found = at.named.get(_written(node))
        if found is not None:
            return found
    if node.base in at.families:
        return at.families[node.base](index(sub, at, bound))
    if node.base in at.symbols:
        return _entry_of(at.symbols[node.base], index(sub, at, bound), node)
    if node.base == "\\delta" and isinstance(sub, t.Product):  # Kronecker's
        return np.asarray(float(index(sub.left, at, bound) == index(sub.right, at, bound)))
    if node.base == "e":  # a unit vector, 1 at the index
        kind, number = index(sub, at, bound)
        if number in (numbers := at.ranges.get(kind, ())):
            return np.eye(len(numbers))[:, [numbers.index(int(number))]]
    raise Unknown(node.latex())


@evaluates(t.Entry)
def _entry(node: t.Entry, at: Point, bound: Bound) -> Array:
    return _entry_of(value(node.of, at, bound), index(node.sub, at, bound), node)


def _entry_of(array: Array, where: Index, node: Node) -> Array:
    """Return the entry of a vector, or the row of a matrix as a column; numbers count from 1."""
    if array.ndim == 0:
        raise Misfit(f"${node.latex()}$ is no entry: what stands before the index is a number.")
    number, is_vector = int(where[1]), 1 in array.shape
    if not 0 < number <= (array.size if is_vector else len(array)):
        raise Misplaced(f"${node.latex()}$ asks for an entry that is not there.")
    return np.asarray(array.ravel()[number - 1]) if is_vector else array[number - 1].reshape(-1, 1)


@evaluates(t.Add)
def _add(node: t.Add, at: Point, bound: Bound) -> Array:
    left, right = value(node.left, at, bound), value(node.right, at, bound)
    if left.shape != right.shape and left.ndim and right.ndim:
        what = "added" if node.sign == "+" else "subtracted"
        raise cannot(what, (node.left, left), (node.right, right), at)
    return left + right if node.sign == "+" else left - right


@evaluates(t.Negate)
def _negate(node: t.Negate, at: Point, bound: Bound) -> Array:
    return -value(node.of, at, bound)


@evaluates(t.Product)
def _product(node: t.Product, at: Point, bound: Bound) -> Array:
    if at.losses is not None and _is_a_loss_of(node, at):
        return at.losses(node, at, bound)
    left, right = value(node.left, at, bound), value(node.right, at, bound)
    right = right.T if node.op == "\\otimes" else right
    same = left.shape == right.shape
    if isinstance(node.left, t.Transpose) and isinstance(node.left.of, t.Ones) and left.ndim == 0:
        return np.asarray(np.sum(right)) if right.ndim else right  # ones of any length
    if left.ndim == 0 or right.ndim == 0 or (same and node.op in ("*", "\\circ")):
        return left * right
    if node.op == "\\circ":
        raise cannot("multiplied entry by entry", (node.left, left), (node.right, right), at)
    if left.shape[1] == right.shape[0]:
        found: Array = left @ right
        return found.reshape(()) if found.size == 1 else found
    if node.op == "\\cdot" and same and 1 in left.shape:
        return np.asarray(np.sum(left * right))
    if left.shape[1] == 1 and left.shape[0] == right.shape[0] and isinstance(node.right, t.Derivative):
        return np.asarray(right.T @ left)  # a gradient, then the Jacobian of what it is taken by
    if right.shape[1] == 1 and left.shape[0] == right.shape[0] and isinstance(node.left, t.Derivative):
        return np.asarray(left.T @ right)
    raise cannot("multiplied", (node.left, left), (node.right, right), at)


def _is_a_loss_of(node: t.Product, at: Point) -> bool:
    """Tell whether a product is a loss with its arguments, J(v_c, o, U)."""
    return (
        isinstance(node.right, t.List)
        and isinstance(node.left, t.Name)
        and node.left.base in at.notation.losses
    )


@evaluates(t.Over)
def _over(node: t.Over, at: Point, bound: Bound) -> Array:
    left, right = value(node.left, at, bound), value(node.right, at, bound)
    if right.ndim and left.ndim and left.shape != right.shape:
        raise cannot("divided", (node.left, left), (node.right, right), at)
    return left / right


@evaluates(t.Power)
def _power(node: t.Power, at: Point, bound: Bound) -> Array:
    base, by = value(node.of, at, bound), value(node.by, at, bound)
    is_exponential = node.of == t.Name("e")
    at.take("exp" if is_exponential else "power", node, by if is_exponential else base)
    if is_exponential:
        return np.exp(by)
    if base.ndim or by.ndim:
        raise Misfit(f"${node.latex()}$: only numbers are raised to a power.")
    return np.asarray(np.power(base.astype(complex if np.iscomplexobj(base) else float), by))


@evaluates(t.Transpose)
def _transpose(node: t.Transpose, at: Point, bound: Bound) -> Array:
    of = value(node.of, at, bound)
    if node.prime and not of.ndim:
        raise Unknown(node.latex())  # a derivative, not a transpose
    return of.T


@evaluates(t.Dots)
def _dots(node: t.Dots, at: Point, bound: Bound) -> NoReturn:
    raise Elided(node.latex())
