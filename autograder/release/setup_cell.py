"""The cell with which every released notebook begins: it gets the course where only the notebook is."""

from typing import Any

import nbformat

from autograder.course import Course

from .sources import given_id

CHECK = """\
if not importlib.util.find_spec("autograder"):
    print(f"{{sys.executable}} lacks the course: choose the kernel of its environment (.venv).")
"""
ANYWHERE = f"""\
# Run this first. It does nothing where the course is at hand.
import importlib.util
import sys

{CHECK}"""
ALSO_ON_COLAB = f"""\
# Run this first. On Colab it gets the course, in half a minute; elsewhere it does nothing.
import importlib.util
import os
import sys

if "google.colab" in sys.modules and not os.path.isdir("{{library}}"):
    os.system("[ -d course ] || git clone -q --depth 1 {{repository}} course; pip install -q ./course")
    os.chdir("course/assignments/{{id}}")
    importlib.invalidate_caches()
{CHECK}"""


def add_setup_cell(notebook: Any, course: Course) -> None:
    """Put the cell before the first that has code."""
    source = setup_code(course)
    cell = nbformat.v4.new_code_cell(source, id=given_id(source))
    first = next(i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    notebook.cells.insert(first, cell)


def setup_code(course: Course) -> str:
    """Return the cell's code: with a repository in course.toml it clones and installs that on Colab."""
    text = ALSO_ON_COLAB if course.repository else ANYWHERE
    return text.format(repository=course.repository, library=course.library, id=course.id).rstrip("\n")
