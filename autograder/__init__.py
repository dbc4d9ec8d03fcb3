"""Checks, hints and grading for the word2vec assignment.

In a notebook: `from autograder import check`, then `check("softmax")`.
"""

__version__ = "0.1.0"

from .notebook import check  # noqa: E402  it wants the version

__all__ = ["check"]
