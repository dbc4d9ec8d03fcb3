"""Checks: what they are made of, how they run, and what more they can say about a wrong answer.

A course's checks import from here: see docs/adding-a-question.md.
"""

from autograder.sandbox.wire import Fn

from .agreement import agree, same, unchanged
from .draw import Draw
from .failures import Failed
from .gradients import FAR, expect_formula, expect_quick, expect_slope
from .misconceptions import misconception
from .question_checks import check

__all__ = [
    "FAR",
    "Draw",
    "Failed",
    "Fn",
    "agree",
    "check",
    "expect_formula",
    "expect_quick",
    "expect_slope",
    "misconception",
    "same",
    "unchanged",
]
