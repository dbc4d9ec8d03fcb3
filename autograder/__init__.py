"""Checks, hints and grading for the word2vec assignment.

In a notebook: `from autograder import check`, then `check("softmax")`, or a cell that begins with `%%answer ID`; `progress()` draws
how far one has come.
"""

__version__ = "0.1.0"

from .magic import register  # noqa: E402  it wants the version
from .notebook import check, progress  # noqa: E402
from .public import public  # noqa: E402

register()

__all__ = ["check", "progress", "public"]
