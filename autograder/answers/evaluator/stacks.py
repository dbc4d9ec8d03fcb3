"""Values of matrices that are written out, in one row or one column, and of lists: dots are filled in."""

import numpy as np

from .. import tree as t
from ..dots import template
from ..places import instantiated, parts
from ..tree import Node
from .conditions import number_of
from .core import LARGEST_INDEX, evaluates, index, spend, value
from .point import Array, Bound, Elided, Misfit, Point


@evaluates(t.Stack)
def _stack(node: t.Stack, at: Point, bound: Bound) -> Array:
    if len(node.rows) == 1:
        return _beside(node, node.rows[0], at, bound)
    if any(len(row) != 1 for row in node.rows):
        raise Elided(node.latex())
    cells = _cells(node, [row[0] for row in node.rows], at, bound)
    rows = [cell.T if cell.ndim and cell.shape[1] == 1 else np.atleast_2d(cell) for cell in cells]
    return _joined(node, rows, at, axis=0)


@evaluates(t.List)
def _list(node: t.List, at: Point, bound: Bound) -> Array:
    """Return a list of numbers as a column, and one of columns as a matrix with these columns."""
    if node.opening != "(":
        raise Misfit(f"${node.latex()}$: a set means nothing here.")
    found = _beside(node, node.parts, at, bound)
    return found.T if found.shape[0] == 1 else found


def _beside(node: Node, cells: tuple[Node, ...], at: Point, bound: Bound) -> Array:
    return _joined(node, [np.atleast_2d(cell) for cell in _cells(node, list(cells), at, bound)], at, axis=1)


def _joined(node: Node, cells: list[Array], at: Point, axis: int) -> Array:
    spend(at, len(cells))
    if len({cell.shape[1 - axis] for cell in cells}) != 1:
        raise Misfit(f"${node.latex()}$: the cells have different shapes.")
    return np.concatenate(cells, axis=axis)


def _cells(node: Node, cells: list[Node], at: Point, bound: Bound) -> list[Array]:
    """Return the values of the cells, those that dots stand for among them. Raises Elided."""
    if t.Dots() not in cells:
        return [value(cell, at, bound) for cell in cells]
    for first, cell in enumerate(cells[:-1]):  # the first cells may be of another kind, as u_o before u_{w_1}
        found = template(cell, cells[-1]) if cell != t.Dots() else None
        if found is not None and t.Dots() in cells[first:]:
            before = [value(one, at, bound) for one in cells[:first]]
            return before + _filled_in(node, cells[first:], found, at, bound)
    raise Elided(node.latex())


def _filled_in(
    node: Node, cells: list[Node], found: tuple[Node, t.Name, Node, Node], at: Point, bound: Bound
) -> list[Array]:
    term, letter, lower, upper = found
    numbers = [number_of(side, at, bound) for side in (lower, upper)]
    if any(number != int(number) or abs(number) > LARGEST_INDEX for number in numbers):
        raise Elided(node.latex())
    begin, end = (int(number) for number in numbers)
    terms = {n: instantiated(term, letter, t.Number(float(n))) for n in range(begin, end + 1)}
    place = begin + 1
    for cell in cells[1:-1]:  # the first and the last are what the term was made of
        if cell == t.Dots():
            continue
        given = next((name for name in at.indices if instantiated(term, letter, t.Name(name)) == cell), None)
        where = index(t.Name(given), at, bound)[1] if given else _number_in(cell, terms, place, at, term)
        terms[int(where)], place = cell, int(where) + 1
    return [value(terms[n], at, bound) for n in sorted(terms)]


def _number_in(cell: Node, terms: dict[int, Node], place: int, at: Point, term: Node) -> int:
    """Return the number of a cell: of the term that it is, of the word that it is about, else the next."""
    same = [n for n, other in terms.items() if other == cell]
    if same:
        return same[0]
    names = set(parts(cell)) - set(parts(term))
    about = {at.indices[name][1] for name in at.indices if t.Name(name) in names}
    return int(about.pop()) if len(about) == 1 else place
