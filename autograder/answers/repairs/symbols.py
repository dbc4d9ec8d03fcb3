"""Another symbol, a term too many, a term too few."""

import contextlib
import functools

from .. import tree as t
from ..evaluator import Misfit, Point, Unknown, value
from ..formula import Case, Formula
from ..places import parts_of_indices, places
from ..reader import Unreadable, read
from ..tree import Node
from .terms import ONE, Repairs, is_sigmoid, outside_sigmoids


@functools.cache
def _atoms(formula: Formula) -> list[Node]:
    """Return the declared symbols as trees, and 1."""
    found: list[Node] = []
    for name in formula.symbols:
        with contextlib.suppress(Unreadable):
            found += [tree for tree in read(name, formula.notation) if isinstance(tree, t.Name)]
    return [*found, ONE]


def _shape(node: Node, at: Point) -> tuple[int, ...] | None:
    """Return the shape of a symbol's value; None for an index and for what has no value."""
    if isinstance(node, t.Name) and node.base in at.indices:
        return None
    try:
        return value(node, at).shape
    except (Misfit, Unknown):
        return None


def without_a_term(node: Node) -> Repairs:
    """Leave out a term."""
    for part, rebuilt in places(node):
        match part:
            case t.Add(left=left, right=right):
                yield right, rebuilt(left)
                yield left, rebuilt(right)


def with_a_term(node: Node, formula: Formula, case: Case) -> Repairs:
    """Add a symbol to the whole, or 1 to a sigmoid."""
    for sign in "+-":
        for atom in _atoms(formula):
            if _shape(atom, case.at) in ((), case.want.shape):
                yield node, t.Add(node, atom, sign)
        for part, rebuilt in outside_sigmoids(node):
            if is_sigmoid(part):
                yield part, rebuilt(t.Add(part, ONE, sign))


def other_symbols(node: Node, formula: Formula, at: Point) -> Repairs:
    """Put another declared symbol of its shape in the place of one, or another index below it."""
    atoms = _atoms(formula)
    letters, below = [atom for atom in atoms if atom.latex() in at.indices], parts_of_indices(node)
    for part, rebuilt in places(node):
        if isinstance(part, t.Name) and part.sub is not None:
            for letter in letters:
                if letter != part.sub:
                    yield part, rebuilt(t.Name(part.base, letter))
        no_symbol = isinstance(part, t.Name) and part.base in (*formula.notation.losses, "e")
        if isinstance(part, (t.Name, t.Number, t.Ones)) and id(part) not in below and not no_symbol:
            here = _shape(part, at)
            for atom in atoms:
                there = _shape(atom, at)
                if atom != part and there is not None and (there == here or here in ((), None)):
                    yield part, rebuilt(atom)
