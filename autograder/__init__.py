"""Checks, hints and grading for the word2vec assignment.

In a notebook: `from autograder import check`, then `check("softmax")`.
"""

from .notebook import check

__all__ = ["check"]
__version__ = "0.1.0"
