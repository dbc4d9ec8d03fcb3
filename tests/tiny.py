"""A classroom with the tiny course, where a test is about the engine and a small course is enough."""

import atexit
import functools
import pathlib
import shutil
import tempfile

from commands import w2v
from conftest import ROOT

from autograder.course import Classroom

TINY = ROOT / "tests" / "courses" / "tiny"


def copy_tiny(root):
    """Make a classroom of its own: the tiny course and the configuration, nothing released yet."""
    shutil.copytree(TINY, root / "solutions" / "tiny", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return Classroom.around(root)


def released_tiny(root):
    """Make a classroom of its own with the tiny course released: its zip, a gradebook, the secret."""
    shutil.copytree(_released(), root, dirs_exist_ok=True)
    return Classroom.around(root)


@functools.cache
def _released():
    """Release it once for all tests of this process, which takes nbgrader two seconds."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="w2v-tiny-"))
    atexit.register(shutil.rmtree, folder)
    classroom = copy_tiny(folder)
    assert w2v("release", cwd=folder).returncode == 0
    classroom.secret()
    return folder
