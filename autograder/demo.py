"""`w2v demo`: the main job from end to end on a sample class, shown on one page."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

from . import release, sample
from .course import ASSIGNMENT, Course
from .release import CHECKOUT
from .report import feedback, page

BIN = pathlib.Path(sys.executable).parent
SHOWN = "bela"  # the student whose feedback the page shows
MARK = ".made-by-w2v-demo"  # only a folder that holds this is ever emptied


def run(args):
    """Runs everything; returns an exit code."""
    out = pathlib.Path(args.out).resolve()
    if not (CHECKOUT / "solutions").is_dir():
        print("w2v: the demo needs a checkout of the course, with solutions/", file=sys.stderr)
        return 2
    try:
        course = prepare(out)
        step("Releasing the assignment from solutions/", release.release, course, force=True)
        step(f"Writing a sample class of {len(sample.CLASS)}", sample.write_class, course)
        step("Grading it with nbgrader", nbgrader, course, "autograde", ASSIGNMENT)
        step("Writing their feedback", feedback.write, course, out / "feedback")
        print("Training word vectors with the reference", flush=True)
        trained = training(course, out / "training", {"--corpus": args.corpus, "--steps": args.steps})
    except (release.ReleaseError, Stopped) as problem:
        print(f"w2v: {problem}", file=sys.stderr)
        return 3
    index = page.write(out, course, trained, SHOWN)
    print("\n" + page.summary(course, trained))
    print(f"\nOpen {index}")
    return 0


class Stopped(Exception):
    """A step of the demo failed; the text says which, and what it said."""


def prepare(out):
    """An empty folder with a course of its own; refuses to empty a folder that is not the demo's."""
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise Stopped(f"{out} holds other things: choose another folder with --out")
    shutil.rmtree(out, ignore_errors=True)
    (out / "course").mkdir(parents=True)
    (out / MARK).touch()
    ignored = shutil.ignore_patterns("__pycache__", "checkpoints")
    shutil.copytree(CHECKOUT / "solutions", out / "course" / "solutions", ignore=ignored)
    shutil.copy(CHECKOUT / "nbgrader_config.py", out / "course")
    return Course(out / "course")


def step(title, function, *args, **named):
    """Runs one step, and says how long it took."""
    print(f"{title} … ", end="", flush=True)
    began = time.perf_counter()
    function(*args, **named)
    print(f"{time.perf_counter() - began:.0f} s", flush=True)


def nbgrader(course, *words):
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, env=environment())
    if done.returncode:
        raise Stopped(f"nbgrader {words[0]} failed:\n{done.stderr[-2000:]}")


def training(course, out, options):
    """Trains with the reference in a process of its own, whose progress is seen here; the summary."""
    command = [sys.executable, "-m", "autograder.cli", "train", "--out", str(out)]
    command += [str(word) for option, value in options.items() if value is not None for word in (option, value)]
    if subprocess.run(command, cwd=course.solutions, env=environment()).returncode:
        raise Stopped("the training stopped; its own message stands above")
    return json.loads((out / "summary.json").read_text("utf-8"))


def environment():
    return os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
