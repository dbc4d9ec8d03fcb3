"""A sum too few, too many, or over something else."""

import functools
from collections.abc import Iterator, Sequence

from .. import tree as t
from ..evaluator import Point
from ..notation import POSITION, Notation
from ..places import Rebuild, parts, parts_of_indices, places, subscripts, substituted
from ..reader import read
from ..tree import Node
from .terms import OPPOSITE, Repairs, outside_sigmoids

INDEX = t.Name("i")  # in the LaTeX of a notation
HERE = t.Name("here")  # an index that no answer uses
TERMS = (t.Product, t.Name, t.Apply, t.Derivative, t.Over, t.Power)  # what may be a term of a sum


@functools.cache
def _everything(kind: str, notation: Notation) -> t.Where:
    """Return what is below a sum over all of a kind, with the index HERE; nothing if that is not known."""
    if kind not in notation.everything:
        return ()
    tree = substituted(read(f"\\sum_{{{notation.everything[kind]}}} 1", notation)[0], INDEX, HERE)
    assert isinstance(tree, t.Sum)
    return tree.where


@functools.cache
def condition(latex: str, notation: Notation) -> t.Relation:
    """Return a formula's condition on the index i."""
    tree = read(f"\\mathbb{{1}}\\{{{latex}\\}}", notation)[0]
    assert isinstance(tree, t.Indicator)
    return tree.where[0]


# ---------------------------------------------------------------- a missing sum


def with_a_sum(node: Node, at: Point) -> Repairs:
    """Sum a part over what its index stands for."""
    products = [part for part in parts(node) if isinstance(part, t.Product)]
    factors = {id(factor) for product in products for factor in (product.left, product.right)}
    no_terms = factors | parts_of_indices(node)
    below = _everything(at.default, at.notation)
    if not below:
        return
    for part, rebuilt in outside_sigmoids(node):
        if isinstance(part, TERMS) and id(part) not in no_terms:
            for index in _indices(part, at.notation):
                for instead in _running(at):
                    yield part, rebuilt(t.Sum(substituted(part, index, instead), below))


def _indices(node: Node, notation: Notation) -> list[t.Name]:
    """Return the names in subscripts that mean one thing of many."""
    names = {part for sub in subscripts(node) for part in parts(sub) if isinstance(part, t.Name)}
    fixed = (*notation.sizes, notation.origin)
    return sorted((name for name in names if name.base not in fixed), key=lambda name: name.latex())


def _running(at: Point) -> Iterator[t.Name]:
    """Iterate over what a running index stands for: the number, and the item that it numbers."""
    yield HERE
    if at.default in at.notation.items:
        yield t.Name(at.notation.items[at.default][0], HERE)


# ---------------------------------------------------------------- another sum, or none


def _sums(node: Node) -> list[tuple[t.Sum, Rebuild]]:
    return [(part, rebuilt) for part, rebuilt in places(node) if isinstance(part, t.Sum)]


def _index_of(part: t.Sum, at: Point) -> t.Name | None:
    """Return the index of a sum: the first letter below it that means nothing outside."""
    letters = [letter for relation in part.where for letter in parts(relation)]
    names = [letter for letter in letters if isinstance(letter, t.Name) and letter.sub is None]
    free = (name for name in names if name.base not in at.indices and name.base not in at.symbols)
    return next(free, names[0] if names else None)


def other_sums(node: Node, at: Point, conditions: Sequence[t.Relation] = ()) -> Repairs:
    """Sum over everything of another kind, or with an opposite or a further condition."""
    for part, rebuilt in _sums(node):
        index = _index_of(part, at)
        if index is None:
            continue
        for kind in at.ranges:
            if below := _everything(kind, at.notation):
                yield part, rebuilt(t.Sum(substituted(part.of, index, HERE), below))
        for deeper, again in places(part):
            if isinstance(deeper, t.Relation) and deeper.signs in (("=",), ("\\ne",)):
                yield part, rebuilt(again(t.Relation(deeper.parts, (OPPOSITE[deeper.signs[0]],))))
        for one in conditions:
            indicator = substituted(t.Indicator((one,)), INDEX, index)
            yield part, rebuilt(t.Sum(t.Product(indicator, part.of), part.where, part.upper))


def without_a_sum(node: Node, at: Point) -> Repairs:
    """Put one term in a sum's place."""
    for part, rebuilt in _sums(node):
        index = _index_of(part, at)
        if index is None:
            continue
        yield part, rebuilt(part.of)
        for name in at.indices:
            yield part, rebuilt(substituted(part.of, index, t.Name(name)))
        if POSITION in at.ranges and at.notation.origin:
            for deeper, again in places(part.of):
                if isinstance(deeper, t.Add) and index in (deeper.left, deeper.right):
                    yield part, rebuilt(again(t.Name(at.notation.origin)))


def is_beside_the_sums(node: Node, letter: str) -> bool:
    """Tell whether a sum with this letter in its bounds is in no other sum."""
    found = [part for part in parts(node) if isinstance(part, t.Sum)]
    inside = {id(deeper) for part in found for deeper in parts(part.of)}
    outer = [part for part in found if id(part) not in inside]
    bounds = [(*part.where, *([] if part.upper is None else [part.upper])) for part in outer]
    return any(letter in bound.latex() for some in bounds for bound in some)
