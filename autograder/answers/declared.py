"""The formulas that a course declares."""

import difflib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from autograder.course import Course

if TYPE_CHECKING:  # __init__.py says why
    from .formula import Formula


class UnknownFormula(ValueError):
    """No formula has this id; the text names the nearest ones."""


def find(formulas: "Mapping[str, Formula]", id: str) -> "Formula":
    """Return the formula with this id; raises UnknownFormula."""
    if id in formulas:
        return formulas[id]
    near = difflib.get_close_matches(id, formulas, n=3, cutoff=0.5) or list(formulas)
    raise UnknownFormula(f"no formula is asked for under the id {id!r}; there are {', '.join(near)}")


def formulas_of(course: Course) -> "Mapping[str, Formula]":
    """Return {id: Formula}, from the course's public/formulas.py; empty where there is none."""
    if not course.has("formulas"):
        return {}
    formulas: Mapping[str, Formula] = course.public("formulas").FORMULAS
    return formulas
