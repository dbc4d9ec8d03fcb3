"""Final lines in LaTeX: read, evaluated, and compared with the derivative of a declared loss.

What judges them is imported with the first answer: it would be a quarter of `import autograder`, for
which every notebook and every command waits, and few of them judge.
"""

from typing import TYPE_CHECKING

from ..results.verdict import Verdict
from .cell import body
from .declared import UnknownFormula, find, formulas_of

if TYPE_CHECKING:
    from .formula import Formula

__all__ = ["UnknownFormula", "body", "find", "formulas_of", "judge"]


def judge(formula: "Formula", latex: str, secret: str = "") -> Verdict:
    """Return the verdict on an answer to a formula; with a `secret`, at points that nobody knows as well."""
    from . import judging  # noqa: PLC0415  it brings the grammar

    return judging.judge(formula, latex, secret)
