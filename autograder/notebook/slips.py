"""Say in a sentence what a traceback would hide: a cell was run too early, or a notebook elsewhere."""

import pathlib
import traceback
from types import TracebackType
from typing import Any

from autograder.course import CourseError, course_at


def register(shell: Any) -> None:
    """Let this notebook show a sentence for these slips, and Python's traceback for all else."""
    shell.set_custom_exc((NameError, ModuleNotFoundError), show)


def show(
    shell: Any, kind: type[Exception], problem: Exception, where: TracebackType, tb_offset: int | None = None
) -> None:
    """Show an exception that a cell ended with."""
    said = sentence(problem)
    if said:
        problem._render_traceback_ = lambda: [said]  # type: ignore[attr-defined]  # IPython asks for it
    shell.showtraceback((kind, problem, where), tb_offset=tb_offset)


def sentence(problem: Exception) -> str:
    """Return the sentence for a slip; "" if it is none."""
    if isinstance(problem, ModuleNotFoundError):
        return _elsewhere(problem.name or "")
    if isinstance(problem, NameError) and problem.name:
        return _too_early(problem)
    return ""


def _too_early(problem: NameError) -> str:
    frames = traceback.extract_tb(problem.__traceback__)
    if not frames or frames[-1].name != "<module>":
        return ""  # not the cell's own line lacks the name, but a function that it calls
    return (
        f"{problem.name} is not defined (line {frames[-1].lineno}): run the cells above this one first, "
        "or look at how the name is spelled."
    )


def _elsewhere(module: str) -> str:
    here = pathlib.Path.cwd()
    try:
        library = course_at(here).library
    except CourseError:
        return ""
    if module.partition(".")[0] != library or (here / library).is_dir():
        return ""
    return (
        f"There is no folder {library} in {here}: open the notebook where it was released, "
        f"beside {library}, and restart the kernel."
    )
