"""What a course makes its Cases from: slopes of losses, and small arrays.

Losses take complex numbers, so that one complex step gives their derivative to the last digit
(Squire and Trapp, SIAM Review 40, 1998).
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from .evaluator import Array, Index, Mask, Misplaced, Point

Loss = Callable[[Any], Any]  # a real function of an array, which takes complex ones
T = TypeVar("T")


def slope(f: Loss, x: Array, h: float = 1e-30) -> Array:
    """Return the derivative of a real function by an array, in the shape of the array."""
    grad = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        step = x.astype(complex)
        step[place] += 1j * h
        grad[place] = np.imag(f(step)) / h
    return grad


def slopes(
    terms: Mapping[str, Loss], x: Array, shaped: Callable[[Array], Array] = np.asarray
) -> tuple[Array, dict[str, Array]]:
    """Return the derivative of a sum of terms, and {name of a term: its part of it}, both after `shaped`."""
    parts = {name: shaped(slope(f, x)) for name, f in terms.items()}
    return total(parts), parts


def total(parts: Mapping[str, Array]) -> Array:
    """Return the sum of parts."""
    return np.asarray(functools.reduce(np.add, parts.values()))


def column(x: Array) -> Array:
    """Return a vector (n,) as a column (n, 1)."""
    return x.reshape(-1, 1)


def row(w: int) -> Callable[[Array], Array]:
    """Return the function that takes row w of a matrix as a column."""
    return lambda matrix: column(matrix[w])


def scalar(x: Any) -> Array:
    """Return a number, a complex one too, as the evaluator wants it: 0-d."""
    return np.asarray(x, dtype=complex if np.iscomplexobj(x) else float).reshape(())


def onehot(n: int, at: int) -> Array:
    """Return the column (n, 1) with a 1 at one place."""
    return np.eye(n)[:, at : at + 1]


def independent(at: Point) -> Point:
    """Return the point with all its symbols as variables, so that one can differentiate by each of them."""
    return computed(at, tuple(at.symbols), {})


Step = Callable[[Mapping[str, Any]], Any]  # of what is known so far


def computed(at: Point, base: Sequence[str], steps: Mapping[str, Step]) -> Point:
    """Return the point with these symbols as variables, and what is computed from them, step by step.

    Each step's value is a variable as well: the steps after it depend on it. What `at` has as variables
    already stays one.
    """

    def from_step(symbols: Mapping[str, Array], first: int) -> dict[str, Array]:
        known = dict(symbols)
        for name, step in list(steps.items())[first:]:
            known[name] = step(known)
        return known

    def anew(name: str, value: Array) -> Point:
        if name in at.base:
            assert at.anew is not None
            moved = at.anew(name, value)
            return replace(moved, symbols=from_step(moved.symbols, 0))
        first = list(steps).index(name) + 1 if name in steps else 0
        return replace(at, symbols=from_step({**whole, name: value}, first))

    whole = from_step(at.symbols, 0)
    variables = {**at.base, **{name: whole[name] for name in (*base, *steps)}}
    return replace(at, symbols=whole, base=variables, anew=anew)


def log_softmax(scores: Any, at: Any) -> Any:
    """Return the logarithm of some entries of softmax."""
    return scores[at] - np.log(np.sum(np.exp(scores)))


def everywhere(label: str) -> dict[str, Mask]:
    """Return the mask of a case that is all about one label."""
    return {label: np.asarray(True)}


def rows_of(
    shape: tuple[int, ...], labels: Mapping[str, Sequence[int]], by_columns: bool = False
) -> dict[str, Mask]:
    """Return {label: mask of its rows (or columns) in an array of that shape}."""
    masks = {label: np.zeros(shape, bool) for label in labels}
    for label, numbers in labels.items():
        mask = masks[label].T if by_columns else masks[label]
        mask[list(numbers)] = True
    return masks


def by_index(**tables: Mapping[int, T]) -> Callable[[Index], T]:
    """Return the function of an index that looks up its number in the table of its kind."""

    def pick(where: Index) -> T:
        kind, number = where
        if number not in tables.get(kind, {}):
            raise Misplaced(f"An index is out of place: there is no {kind} {number} here.")
        return tables[kind][int(number)]

    return pick
