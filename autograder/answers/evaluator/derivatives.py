"""Derivatives of expressions, by complex steps through the tree: no formula for them is written anywhere.

One complex step gives a derivative to the last digit (Squire and Trapp, SIAM Review 40, 1998).
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .. import tree as t
from ..notation import LOSS
from ..tree import Node
from .core import evaluates, index, spend, value
from .point import Array, Bound, Point, Unknown, unbraced

STEP = 1e-30


@evaluates(t.Derivative)
def _derivative(node: t.Derivative, at: Point, bound: Bound) -> Array:
    """Return a known derivative, or that of an expression, shaped like what it is taken by."""
    of = node.loss
    if isinstance(of, t.Sum) and _is_known(of.of, at):
        return value(t.Sum(_slope(of.of, node.by), of.where, of.upper, of.op), at, bound)
    if isinstance(of, t.Add) and (_is_known(of.left, at) or _is_known(of.right, at)):
        return value(t.Add(_slope(of.left, node.by), _slope(of.right, node.by), of.sign), at, bound)
    if at.derivatives is not None and _is_known(node, at):
        return at.derivatives(node, at, bound)
    if _names_the_loss(node, at):
        of = t.Name(LOSS)
    if of is None:
        raise Unknown(node.latex())
    return _measured(of, node, at, bound)


def _names_the_loss(node: t.Derivative, at: Point) -> bool:
    """Tell whether a derivative is of the loss by its name, at a point that has the loss's value."""
    of = node.loss
    named = of.left if isinstance(of, t.Product) and isinstance(of.right, t.List) else of
    is_named = named is None or (isinstance(named, t.Name) and named.base in at.notation.losses)
    return is_named and LOSS in at.symbols


def _is_known(node: Node, at: Point) -> bool:
    """Tell whether the formula's own functions know the derivative of this loss."""
    if at.derivatives is None:
        return False
    named = node.loss if isinstance(node, t.Derivative) else node
    named = named.left if isinstance(named, t.Product) and isinstance(named.right, t.List) else named
    return named is None or (isinstance(named, t.Name) and named.base in at.notation.losses)


def _slope(of: Node, by: Node) -> t.Derivative:
    if isinstance(of, t.Product) and isinstance(of.right, t.List):
        return t.Derivative(of.left, of.right.parts, by)
    return t.Derivative(of, (), by)


# ---------------------------------------------------------------- by complex steps


@dataclass(frozen=True)
class Moving:
    """What a derivative is taken by: the entries `places` of the base variable `name`, shaped `shape`."""

    name: str
    places: tuple[tuple[int, ...], ...]
    shape: tuple[int, ...]


def _moving(by: Node, at: Point, bound: Bound) -> Moving:
    """Return what a derivative is taken by. Raises Unknown where it is no variable of the point's."""
    written = unbraced(by.latex())
    for name, base in at.base.items():
        if unbraced(name) == written:
            return Moving(name, tuple(np.ndindex(*base.shape)), base.shape)
    if isinstance(by, t.Name) and by.sub is not None and by.base in at.rows:
        name, places = at.rows[by.base](index(by.sub, at, bound))
        return Moving(name, places, (len(places), 1))
    if isinstance(by, t.Name) and by.sub is not None and by.base in at.base:
        base = at.base[by.base]
        number = int(index(by.sub, at, bound)[1])
        if 1 in base.shape and 0 < number <= base.size:
            place = (number - 1, 0) if base.shape[1] == 1 else (0, number - 1)
            return Moving(by.base, (place,), ())
    if not isinstance(by, t.Name):  # ∂/∂(U v_c), of which the scores are another name
        meant = value(by, at, bound)
        for name, base in at.base.items():
            if base.shape == meant.shape and np.array_equal(base, meant):
                return Moving(name, tuple(np.ndindex(*base.shape)), base.shape)
            numbers = [n for n, entry in enumerate(base.ravel()) if entry == meant] if meant.ndim == 0 else []
            if len(numbers) == 1 and 1 in base.shape and base.size > 1:
                return Moving(name, (tuple(map(int, np.unravel_index(numbers[0], base.shape))),), ())
    raise Unknown(f"\\frac{{\\partial}}{{\\partial {by.latex()}}}")


def _measured(of: Node, node: t.Derivative, at: Point, bound: Bound) -> Array:
    if at.anew is None:
        raise Unknown(node.latex())
    moving = _moving(node.by, at, bound)
    slopes = list(_slopes(of, moving, at, bound))
    if slopes[0].ndim == 0:
        return np.array([float(slope) for slope in slopes]).reshape(moving.shape)
    if 1 not in slopes[0].shape or (moving.shape and 1 not in moving.shape):
        raise Unknown(node.latex())  # it has more than two axes: formal, as a step of the chain rule
    if moving.shape == ():
        return slopes[0]
    by_rows = np.array([slope.ravel() for slope in slopes]).T  # (outputs, inputs)
    if "entrywise" in at.layout and np.array_equal(by_rows, np.diag(np.diag(by_rows))):
        return np.diag(by_rows).reshape(slopes[0].shape)
    return by_rows if at.notation.jacobian_by_rows != ("turned" in at.layout) else by_rows.T


def _moved(at: Point, name: str, place: tuple[int, ...]) -> Point:
    """Return the point a complex step away in one entry; it is made once, for all derivatives there."""
    if (name, place) not in at.moved:
        moved = at.base[name].astype(complex)
        moved[place] += 1j * STEP
        assert at.anew is not None  # _measured has looked
        at.moved[name, place] = at.anew(name, moved)
    return at.moved[name, place]


def _slopes(of: Node, moving: Moving, at: Point, bound: Bound) -> Iterator[Array]:
    """Iterate over the derivatives of an expression by each entry."""
    for place in moving.places:
        there = copy.copy(_moved(at, moving.name, place))
        there.indices, there.notation, there.steps = at.indices, at.notation, at.steps
        slope = np.imag(value(of, there, bound)) / STEP
        at.steps = there.steps
        spend(at, 0)
        yield np.asarray(slope)
