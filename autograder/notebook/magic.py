"""What a notebook knows once it has imported this package: `%%answer`, `%derivation`, plain words for slips.

`%%answer ID` in a notebook: judge a final line in LaTeX.

The cell's body is the line, or what follows the id; the output is what was understood, and the verdict.
"""

import os
import sys

from autograder.answers import UnknownFormula, find, formulas_of, judge
from autograder.course import CourseError, course_at
from autograder.results import final_lines

from . import slips
from .checking import EXECUTED_BY
from .derivation import derivation
from .local import follow_link
from .shown import Answer, Note, Page


def answer(line: str, cell: str | None = None) -> Answer | Note | Page:
    """Judge the body of a `%%answer ID` cell, or what stands beside the id.

    `%answer ID` shows what may be used, and `%answer` alone how a final line is written.
    """
    id, *beside = line.split(maxsplit=1)[:2] or [""]
    try:
        course = course_at()
        if cell is None and not id:
            return Page(course.public_text("language.md"))
        formula = find(formulas_of(course), id)
    except (UnknownFormula, CourseError) as problem:
        return Note(str(problem))
    if cell is None and not beside:
        return Page(final_lines.question(formula.left, formula.symbols))
    verdict = judge(formula, "\n".join([*beside, cell or ""]))
    shown = Answer(verdict, formula)
    if os.environ.get(EXECUTED_BY) and not verdict.is_right:
        raise AssertionError(repr(shown))  # nbgrader's Validate button looks for exceptions
    return shown


def with_a_body(lines: list[str]) -> list[str]:
    """Give a `%%answer` cell without a body a comment for one: IPython refuses cells without."""
    if lines and lines[0].startswith("%%answer") and not "".join(lines[1:]).strip():
        return [lines[0].rstrip("\n") + "\n", "%\n"]
    return lines


def register() -> None:
    """Make the magics, and the sentences for slips, known to the notebook that imports this package."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        as_written = sys.modules["IPython"].core.magic.no_var_expand(answer)  # {y} is LaTeX, not a variable
        shell.register_magic_function(as_written, "line_cell", "answer")
        if with_a_body not in shell.input_transformers_cleanup:
            shell.input_transformers_cleanup.insert(0, with_a_body)
        shell.register_magic_function(lambda line: derivation(line.strip()), "line", "derivation")
        slips.register(shell)
        if said := follow_link():
            print(said)
