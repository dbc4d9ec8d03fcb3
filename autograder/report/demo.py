"""Show a course from end to end on a sample class: release, grade, feedback, one page."""

import os
import pathlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from autograder.course import Classroom, CourseError, course_at
from autograder.course.finding import CONFIGURATION
from autograder.gradebook import book
from autograder.intake import printable
from autograder.release.assignment import release
from autograder.release.sample import sample_class, write_class
from autograder.results.words import counted

from . import feedback
from .class_data import ClassData, class_data
from .class_page import Section, class_page

MARK = ".made-by-w2v-demo"  # only a folder that holds this is ever emptied

More = Callable[[Classroom, pathlib.Path], Sequence[Section]]


class Stopped(Exception):
    """A step of the demo failed; the text says which, and what it said."""


def nothing_more(classroom: Classroom, out: pathlib.Path) -> Sequence[Section]:
    """Add nothing to the page."""
    return ()


def run(out: pathlib.Path, more: More = nothing_more) -> None:
    """Run everything; `more` is what the course adds, as sections of the page. Raises Stopped."""
    out = out.resolve()
    try:
        classroom = prepare(out)
        step("Releasing the assignment from solutions/", release, classroom, force=True)
        size = len(sample_class(classroom))
        step(f"Writing a sample class of {size}", write_class, classroom)
        step("Grading it with nbgrader", nbgrader, classroom, "autograde", classroom.course.id)
        step("Writing their feedback", feedback.write, classroom, out / "feedback")
        sections = more(classroom, out)
    except CourseError as problem:
        raise Stopped(problem) from problem
    data = class_data(book.settings(classroom), names=True)
    pages = {row.label: f"feedback/{row.label}.html" for row in data.students}
    index = out / "index.html"
    index.write_text(class_page(data, sections, pages), "utf-8")
    print("\n" + summary(data, sections))
    print(f"\nOpen {index}")


def summary(data: ClassData, sections: Sequence[Section]) -> str:
    """Return the page in a few lines, for the terminal."""
    lines = [
        f"{printable(row.label):<8}{row.points:>6g} of {data.most:g} points, "
        f"{counted(row.waiting, 'answer')} to read"
        for row in data.students
    ]
    for section in sections:
        lines += ["", *section.lines] if section.lines else []
    return "\n".join(lines)


def prepare(out: pathlib.Path) -> Classroom:
    """Make an empty folder with a classroom of its own; refuse to empty a folder that is not the demo's."""
    course = course_at()
    if not course.library_folder.is_dir():
        raise Stopped(f"the demo needs the solutions of {course.id}: run it in a checkout of the course")
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise Stopped(f"{out} holds other things: choose another folder with --out")
    shutil.rmtree(out, ignore_errors=True)
    root = out / "course"
    root.mkdir(parents=True)
    (out / MARK).touch()
    ignored = shutil.ignore_patterns("__pycache__", *course.left_behind)
    shutil.copytree(course.folder, root / "solutions" / course.id, ignore=ignored)
    shutil.copy(course.folder.parents[1] / CONFIGURATION, root)
    return Classroom.around(root)


def step(title: str, function: Callable[..., object], *args: object, **named: object) -> None:
    """Run one step, and say how long it took."""
    print(f"{title} … ", end="", flush=True)
    began = time.perf_counter()
    function(*args, **named)
    print(f"{time.perf_counter() - began:.0f} s", flush=True)


def nbgrader(classroom: Classroom, *words: str) -> None:
    """Run an nbgrader command in the classroom. Raises Stopped."""
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(
        command,
        cwd=classroom.root,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise Stopped(f"nbgrader {words[0]} failed:\n{done.stderr[-2000:]}")


def environment() -> dict[str, Any]:
    """Return an environment in which this Python's programs are found by name."""
    scripts = pathlib.Path(sys.executable).parent
    return os.environ | {"PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"}
