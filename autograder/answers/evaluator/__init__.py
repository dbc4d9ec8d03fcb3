"""The value of an answer at one point, from the declared symbols alone."""

# Each registers the parts that it evaluates.
from . import conditions, derivatives, functions, stacks, sums, terms  # noqa: F401
from .conditions import COMPARED
from .core import index, value
from .functions import relu, sigmoid, softmax
from .point import (
    Array,
    Bound,
    Elided,
    Index,
    Mask,
    Misfit,
    Misplaced,
    Places,
    Point,
    Unbound,
    Unclear,
    Uncovered,
    Unknown,
)

__all__ = [
    "COMPARED", "Array", "Bound", "Elided", "Index", "Mask", "Misfit", "Misplaced", "Places", "Point",
    "Unbound", "Unclear", "Uncovered", "Unknown",
    "index", "relu", "sigmoid", "softmax", "value",
]  # fmt: skip
