"""The formulas that a course declares."""

from collections.abc import Mapping

from autograder.course import Course

from .formula import Formula


def formulas_of(course: Course) -> Mapping[str, Formula]:
    """Return {id: Formula}, from the course's public/formulas.py; empty where there is none."""
    if not course.has("formulas"):
        return {}
    formulas: Mapping[str, Formula] = course.public("formulas").FORMULAS
    return formulas
