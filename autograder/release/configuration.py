"""Tell nbgrader how this course is released: see gradebook/configuration.py for the rest."""

import os
import pathlib
import sys
import warnings
from typing import Any

from sqlalchemy.exc import SAWarning

from autograder.course import BLANK_ANSWER, blank_formula
from autograder.intake import SKIPPED

from .finish import PRIVATE

PREPROCESSORS = (
    "autograder.release.released_cells.ReleaseCells",
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "autograder.release.released_cells.BlankFormulas",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
)
NOT_FOR_STUDENTS = ("*.md", "*.toml", *PRIVATE)
LEFT_BY_PROGRAMS = (*SKIPPED, "*.pyc", "feedback")


def configure_release(c: Any, left_behind: list[str]) -> None:
    """Set what `nbgrader generate_assignment` needs; `left_behind` are names that no release holds."""
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "assignments"
    c.CourseDirectory.ignore = [*LEFT_BY_PROGRAMS, *left_behind, *NOT_FOR_STUDENTS]
    c.ClearSolutions.text_stub = BLANK_ANSWER
    # the only code cells with an answer are final lines
    c.ClearSolutions.code_stub = {"python": blank_formula("")}
    c.IgnorePattern.enabled = False
    c.GenerateAssignment.preprocessors = list(PREPROCESSORS)
    # nbgrader's own way with its database, which works
    warnings.filterwarnings("ignore", category=SAWarning)
    # nbgrader starts `alembic` by name when it makes the gradebook
    scripts = str(pathlib.Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", "")])
