"""`%%answer ID` in a notebook: judge a final line in LaTeX.

The cell's body is the line; its output is what was understood, and the verdict.
"""

import os
import sys

from autograder.answers import UnknownFormula, find, formulas_of, judge
from autograder.course import CourseError, course_at

from .checking import EXECUTED_BY
from .derivation import derivation
from .shown import Answer, Note, Page


def answer(line: str, cell: str | None = None) -> Answer | Note | Page:
    """Judge the body of a `%%answer ID` cell; `%answer` alone shows how a final line is written."""
    try:
        course = course_at()
        if cell is None:
            return Page(course.public_text("language.md"))
        formula = find(formulas_of(course), line.strip())
    except (UnknownFormula, CourseError) as problem:
        return Note(str(problem))
    verdict = judge(formula, cell)
    shown = Answer(verdict, formula)
    if os.environ.get(EXECUTED_BY) and not verdict.is_right:
        raise AssertionError(repr(shown))  # nbgrader's Validate button looks for exceptions
    return shown


def register() -> None:
    """Make `%%answer` and `%derivation` known to the notebook that imports this package, if one does."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        shell.register_magic_function(answer, "line_cell", "answer")
        shell.register_magic_function(lambda line: derivation(line.strip()), "line", "derivation")
