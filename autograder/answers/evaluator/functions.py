"""Values of functions, norms, probabilities and known derivatives."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import tree as t
from .core import evaluates, value
from .point import Array, Bound, Misfit, Point, Unknown

MOST_ENTRIES = 100  # of the diagonal of a matrix


# ---------------------------------------------------------------- of numbers, real or complex


def sigmoid(x: Any) -> Any:
    """Return 1 / (1 + e^-x)."""
    return 1 / (1 + np.exp(-x))


def softmax(x: Any) -> Any:
    """Return e^x over its sum, an array of the same shape."""
    e = np.exp(x - np.max(x.real))
    return e / np.sum(e)


def relu(x: Any) -> Any:
    """Return x where it is positive, else 0."""
    return x * (np.real(x) > 0)


Function = Callable[[Array], Any]
PLAIN: dict[str, Function] = {
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "sech": lambda x: 1 / np.cosh(x),
    "cosh": np.cosh,
    "sign": lambda x: np.sign(x.real),
    "sigma": sigmoid,
    "softmax": softmax,
    "relu": relu,
}
SLOPES: dict[str, Function] = {
    "sigma": lambda x: sigmoid(x) * (1 - sigmoid(x)),
    "tanh": lambda x: 1 - np.tanh(x) ** 2,
    "exp": np.exp,
    "relu": lambda x: (x.real > 0) * 1.0,
}
BY_PRIMES = {0: PLAIN, 1: SLOPES}


@evaluates(t.Apply)
def _apply(node: t.Apply, at: Point, bound: Bound) -> Array:
    if node.function == "max":
        return _largest(node, at, bound)
    of = value(node.of, at, bound)
    at.take(node.function, node, of)
    if node.function == "diag" and not node.primes:
        if of.size > MOST_ENTRIES:
            raise Misfit(f"${node.latex()}$ is too large.")
        return np.diag(of.ravel())
    if node.function == "leakyrelu" and (alpha := at.symbols.get("\\alpha")) is not None:
        return _leaky(of, alpha, node)
    functions = BY_PRIMES.get(node.primes, {})
    if node.function not in functions:
        raise Unknown(node.latex())
    return np.asarray(functions[node.function](of))


def _leaky(of: Array, alpha: Array, node: t.Apply) -> Array:
    """Return leaky ReLU, or its slope: α is what is declared."""
    if node.primes > 1:
        raise Unknown(node.latex())
    is_positive = of.real > 0
    return np.where(is_positive, 1.0, alpha) if node.primes else np.where(is_positive, of, alpha * of)


def _largest(node: t.Apply, at: Point, bound: Bound) -> Array:
    """Return the maximum of a list, entry by entry, or of the entries of one vector."""
    parts = node.of.parts if isinstance(node.of, t.List) else (node.of,)
    values = [value(part, at, bound) for part in parts]
    at.take("max", node, np.concatenate([part.ravel() for part in values]))
    if len({part.shape for part in values if part.ndim}) > 1:
        raise Misfit(f"${node.latex()}$: these have different shapes.")
    return functools.reduce(np.maximum, values) if len(values) > 1 else np.asarray(np.max(values[0]))


@evaluates(t.Ones)
def _ones(node: t.Ones, at: Point, bound: Bound) -> Array:
    return at.symbols.get(
        "\\mathbf{1}", np.asarray(1.0)
    )  # where no length is declared, a number that fits any


@evaluates(t.Norm)
def _norm(node: t.Norm, at: Point, bound: Bound) -> Array:
    return np.asarray(np.sqrt(np.sum(value(node.of, at, bound) ** 2)))


@evaluates(t.Size)
def _size(node: t.Size, at: Point, bound: Bound) -> Array:
    of = value(node.of, at, bound)
    at.take("abs", node, of)
    return of * np.sign(of.real)  # as abs, for complex steps too


# ---------------------------------------------------------------- what the formula's own functions know


@evaluates(t.Probability)
def _probability(node: t.Probability, at: Point, bound: Bound) -> Array:
    if at.probabilities is None:
        raise Unknown(node.latex())
    return at.probabilities(node, at, bound)
