"""Values and indices of any part: the table of which function evaluates what, and the limits."""

from collections.abc import Callable
from typing import Any, TypeVar

from .. import tree as t
from ..notation import POSITION
from ..tree import Node
from .point import Array, Bound, Index, Misfit, Point, Unbound, Unknown

MOST_STEPS = 6_000  # parts evaluated, those inside sums each time
LARGEST_INDEX = 1000

N = TypeVar("N", bound=Node)
Form = Callable[[N, Point, Bound], Array]
FORMS: dict[type[Node], Form[Any]] = {}


def evaluates(kind: type[N]) -> Callable[[Form[N]], Form[N]]:
    """Register the function that evaluates nodes of a type."""

    def registered(form: Form[N]) -> Form[N]:
        FORMS[kind] = form
        return form

    return registered


def value(node: Node, at: Point, bound: Bound | None = None) -> Array:
    """Return the value of a tree at a point; `bound` holds the indices of the sums around it.

    Raises Misfit and Unknown.
    """
    spend(at)
    return FORMS[type(node)](node, at, {} if bound is None else bound)


def spend(at: Point, steps: int = 1) -> None:
    """Count steps of evaluation. Raises Misfit where there are too many."""
    at.steps += steps
    if at.steps > MOST_STEPS:
        raise Misfit("This is more to compute than a final line should be.")


def index(node: Node, at: Point, bound: Bound) -> Index:
    """Return the kind and the number of what is written in a subscript."""
    spend(at)
    if isinstance(node, t.Name):
        return _named_index(node, at, bound)
    if isinstance(node, t.Add):
        (kind, first), (other, second) = index(node.left, at, bound), index(node.right, at, bound)
        return (kind if kind == POSITION else other), first + second if node.sign == "+" else first - second
    if isinstance(node, t.Negate):
        kind, number = index(node.of, at, bound)
        return kind, -number
    if isinstance(node, t.Number) and node.value < LARGEST_INDEX and node.value == int(node.value):
        return at.default, int(node.value)
    raise Unknown(node.latex())


def _named_index(node: t.Name, at: Point, bound: Bound) -> Index:
    if node.sub is not None:
        if node.base not in at.items:
            raise Unknown(node.latex())
        return at.items[node.base](index(node.sub, at, bound))
    found = bound.get(node.base) or at.indices.get(node.base)
    if found is not None:
        return found
    raise (
        Unknown(node.latex()) if node.base.isupper() else Unbound(node.latex())
    )  # capital letters count something
