"""Show a course from end to end on a sample class: release, grade, feedback, one page."""

import os
import pathlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from autograder.course import CHECKOUT, Classroom, CourseError, course_at
from autograder.course.finding import CONFIGURATION
from autograder.release.assignment import release
from autograder.release.sample import sample_class, write_class

from . import class_page, student_page
from .class_page import Section

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
        students = sample_class(classroom)
        step(f"Writing a sample class of {len(students)}", write_class, classroom)
        step("Grading it with nbgrader", nbgrader, classroom, "autograde", classroom.course.id)
        step("Writing their feedback", student_page.write, classroom, out / "feedback")
        sections = more(classroom, out)
    except CourseError as problem:
        raise Stopped(problem) from problem
    shown = next((name for name, sample in students.items() if sample.wrong), next(iter(students)))
    index = class_page.write(out, classroom, sections, shown)
    print("\n" + class_page.summary(classroom, sections))
    print(f"\nOpen {index}")


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
    shutil.copy(CHECKOUT / CONFIGURATION, root)
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
    done = subprocess.run(command, cwd=classroom.root, capture_output=True, text=True, env=environment())
    if done.returncode:
        raise Stopped(f"nbgrader {words[0]} failed:\n{done.stderr[-2000:]}")


def environment() -> dict[str, Any]:
    """Return an environment in which this Python's programs are found by name."""
    scripts = pathlib.Path(sys.executable).parent
    return os.environ | {"PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"}
