"""Checks, hints and grading for courses in Jupyter notebooks.

In a notebook: `from autograder import check`, then `check("softmax")`, or a cell that begins with
`%%answer ID`; `derivation("naive-grad-center")` follows a written derivation row by row; `progress()` shows
what is done and what is next.
"""

__version__ = "0.1.0"

import importlib
import sys

if sys.version_info < (3, 11):  # noqa: UP036  a notebook's kernel may be any Python
    version = "{}.{}".format(*sys.version_info)
    problem = ImportError(
        "The course needs Python 3.11 or newer, and this is Python " + version + " (" + sys.executable + "). "
        "In a notebook, choose the kernel of the environment that the course is installed in."
    )
    problem._render_traceback_ = lambda: [str(problem)]  # type: ignore[attr-defined]  # IPython asks for it
    raise problem

TYPE_CHECKING = False  # as typing's, which takes longer to import than all else here
if TYPE_CHECKING:
    from typing import Any

    from .course import public
    from .notebook.checking import check
    from .notebook.derivation import derivation
    from .notebook.progress import progress

__all__ = ["check", "derivation", "progress", "public"]
# Each is imported when it is first asked for, so that the command `w2v` is at once able to obey Ctrl-C.
MODULES = {
    "check": "notebook.checking",
    "derivation": "notebook.derivation",
    "progress": "notebook.progress",
    "public": "course",
}


def __getattr__(name: str) -> "Any":
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{MODULES[name]}", __name__), name)


if "IPython" in sys.modules:
    importlib.import_module(".notebook.magic", __name__).register()
