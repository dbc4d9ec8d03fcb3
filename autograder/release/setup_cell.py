"""The cell with which every released notebook begins: it gets the course where only the notebook is."""

from typing import Any

import nbformat

from autograder.course import Course

from .sources import given_id

WRONG_KERNEL = """\
{test} not importlib.util.find_spec("autograder"):
    print(f"{{sys.executable}} lacks the course: choose the kernel of its environment (.venv).")
"""
ANYWHERE = """\
# Run this first. It does nothing where the course is at hand.
import importlib.util
import sys

"""
COLAB = """\
# Colab begins with this notebook alone: there, this cell gets the rest. Elsewhere it does nothing.
import importlib.util
import os
import sys

if "google.colab" in sys.modules:
    if not os.path.isdir("/content/course"):
        print("Getting the course, which takes half a minute.")
        os.system("git clone -q --depth 1 {repository} /content/course && pip install -q /content/course")
    os.chdir("/content/course/assignments/{id}")
"""


def add_setup_cell(notebook: Any, course: Course) -> None:
    """Put the cell before the first that has code."""
    source = setup_code(course).rstrip("\n")
    cell = nbformat.v4.new_code_cell(source, id=given_id(source))
    first = next(i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    notebook.cells.insert(first, cell)


def setup_code(course: Course) -> str:
    """Return the cell's code: with a repository in course.toml it clones and installs that on Colab."""
    if not course.repository:
        return ANYWHERE + WRONG_KERNEL.format(test="if")
    on_colab = COLAB.format(repository=course.repository, id=course.id)
    return on_colab + WRONG_KERNEL.format(test="elif")
