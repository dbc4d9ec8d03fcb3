"""A classroom with the tiny course, where a test is about the engine and a small course is enough."""

import shutil

from conftest import ROOT

from autograder.course import Classroom

TINY = ROOT / "tests" / "courses" / "tiny"


def copy_tiny(root):
    """Make a classroom of its own: the tiny course and the configuration, nothing released yet."""
    shutil.copytree(TINY, root / "solutions" / "tiny", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return Classroom.around(root)
