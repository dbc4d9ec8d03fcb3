"""Checks, hints and grading for courses in Jupyter notebooks.

In a notebook: `from autograder import check`, then `check("softmax")`, or a cell that begins with
`%%answer ID`; `derivation("naive-grad-center")` follows a written derivation row by row; `progress()` shows
what is done and what is next.
"""

__version__ = "0.1.0"

from .course import public
from .notebook.checking import check
from .notebook.derivation import derivation
from .notebook.magic import register
from .notebook.progress import progress

register()

__all__ = ["check", "derivation", "progress", "public"]
