"""Show those who grade the mark scheme beside each written answer."""

from typing import Any

from markupsafe import Markup

from autograder.answers.scheme import without_conditions
from autograder.course import Course, grade_id
from autograder.results.pages import page

from . import markdown
from .records import derivation_of
from .schemes import schemes


def beside(answer: str, cell: Any, course: Course) -> str:
    """Return the HTML of an answer with its question's mark scheme beside it.

    Other cells stay as they are.
    """
    found = schemes(course).get(grade_id(cell))
    if not found:
        return answer
    model, scheme = found[0], without_conditions(found[1])
    part = derivation_of(cell)
    return page(
        "scheme.html",
        answer=Markup(answer),
        model=Markup(markdown.page(model)),
        scheme=Markup(markdown.page(scheme)),
        fulfilled=part.fulfilled if part else (),
    )
