"""Checks, hints and grading for courses in Jupyter notebooks.

In a notebook: `from autograder import check`, then `check("softmax")`, or a cell that begins with `%%answer ID`;
`progress()` draws how far one has come.
"""

__version__ = "0.1.0"

from .course import public  # noqa: E402  they want the version
from .notebook.checking import check  # noqa: E402
from .notebook.magic import register  # noqa: E402
from .notebook.progress import progress  # noqa: E402

register()

__all__ = ["check", "progress", "public"]
