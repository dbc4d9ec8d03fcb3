"""The parts that the right outputs are sums of, from the course's misconceptions/shares.py.

A function there is marked with the name of the library's function that it explains; it takes the same
arguments and returns {output: {part: its share}}, each share of the output's shape.
"""

import importlib.util
from collections.abc import Callable, Mapping
from typing import Any

from autograder.course import Course

from .reference import known_as_reference, load

Shares = Callable[..., Mapping[str, Mapping[str, Any]]]


def shares(function: str) -> Callable[[Shares], Shares]:
    """Mark a function as giving the shares of a function of the library."""

    def mark(shared: Shares) -> Shares:
        shared.shares_of = function  # type: ignore[attr-defined]
        return shared

    return mark


def shares_of(course: Course) -> dict[str, Shares]:
    """Return {function of the library: its shares}; empty for a course without."""
    path = course.folder / "misconceptions" / "shares.py"
    if not path.is_file():
        return {}
    package = load(course)
    with known_as_reference(package, course):
        spec = importlib.util.spec_from_file_location(f"{package.__name__}.shares", path)
        assert spec is not None and spec.loader is not None  # the path has a loader: it ends in .py
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return {f.shares_of: f for f in vars(module).values() if hasattr(f, "shares_of")}
