"""`w2v doctor`: what of this machine is right or wrong for the course, and how to fix it."""

import importlib.metadata
import json
import os
import pathlib
import re
import shutil
import sys
from collections.abc import Iterator, Sequence

import click

from autograder.course import CHECKOUT, CourseError, course_at
from autograder.course.links import unmade
from autograder.results.finding import MISSING, OK, WRONG, Finding, render
from autograder.sandbox import tiers
from autograder.sandbox.launch import BUBBLEWRAP

from . import codes, options

PACKAGE = "w2v-autograder"
NAME = re.compile(r"[\w.-]+")  # of a package, at the beginning of what requires it
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@click.command("doctor", help="say what of this machine is right or wrong, and how to fix it")
@options.as_json
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Print all findings; exit with MACHINE if one of them keeps the course from working."""
    findings = examine()
    click.echo(json.dumps({"findings": [f._asdict() for f in findings]}) if as_json else render(findings))
    ctx.exit(codes.MACHINE if any(f.status == WRONG for f in findings) else codes.OK)


def examine() -> list[Finding]:
    """Return all findings, the most important first."""
    found = [python(), *packages(required(), WRONG), *packages(required("lab"), MISSING)]
    found += [path(), *of_course()]
    if (CHECKOUT / "solutions").is_dir():  # who has only the assignment needs none of these
        found += [*links(CHECKOUT), *packages(required("instructor"), MISSING), sandbox(), chromium()]
    return found


def python() -> Finding:
    """Return the version of this Python."""
    return Finding("Python", OK, ".".join(map(str, sys.version_info[:3])))


def required(extra: str = "") -> list[str]:
    """Return the names of the packages that this one requires, or an extra of it."""
    lines = importlib.metadata.requires(PACKAGE) or []
    wanted = [line for line in lines if ("extra ==" in line) == bool(extra)]
    if extra:
        wanted = [line for line in wanted if re.search(rf"extra == ['\"]{extra}['\"]", line)]
    return [match[0] for match in map(NAME.match, wanted) if match]


def packages(names: Sequence[str], otherwise: str) -> Iterator[Finding]:
    """Yield each package's version; one that is not installed has the status `otherwise`."""
    for name in names:
        try:
            yield Finding(name, OK, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            cure = "pip install -r requirements.txt   (in a clone: make setup)"
            yield Finding(name, otherwise, "not installed", cure)


def path() -> Finding:
    """Tell whether programs of this Python's environment are found by name."""
    scripts = str(pathlib.Path(sys.executable).parent)
    if scripts in os.environ.get("PATH", "").split(os.pathsep):
        return Finding("PATH", OK, f"has {scripts}")
    detail = f"{scripts} is not on it: `nbgrader` and `jupyter` are found by full name only"
    on_windows = f'$env:Path = "{scripts};$env:Path"'
    cure = on_windows if sys.platform == "win32" else f'export PATH="{scripts}:$PATH"'
    return Finding("PATH", MISSING, detail, cure)


def of_course() -> Sequence[Finding]:
    """Return what the course itself has to say."""
    try:
        course = course_at()
    except CourseError as problem:
        return [Finding("course", MISSING, str(problem), "run this in the folder of a course")]
    if not course.has("doctor"):
        return []
    findings: Sequence[Finding] = course.public("doctor").findings()
    return findings


def links(checkout: pathlib.Path) -> Iterator[Finding]:
    """Yield a finding where git was not allowed to make the links of a clone, as on Windows."""
    names = [path.relative_to(checkout).as_posix() for path in unmade(checkout)]
    if names:
        detail = (
            f"text files in place of links, which git was not allowed to make: {', '.join(names)}. "
            "The course follows them; in an editor, work in assignments/"
        )
        cure = (
            "switch on Windows' developer mode (settings, for developers), then, in the clone:\n"
            f"git config core.symlinks true; remove these files; git checkout -- {' '.join(names)}"
        )
        yield Finding("links", MISSING, detail, cure)


def sandbox() -> Finding:
    """Return the best sandbox for grading that works here."""
    found = tiers.survey()
    best = tiers.best(found)
    if best is None:
        said = "; ".join(f"{tier}: {problem}" for tier, problem in found.items())
        detail = f"submissions cannot be graded safely here ({said})"
        return Finding("sandbox", MISSING, detail, "\n".join(tiers.cure(found)))
    problem = found[BUBBLEWRAP]
    better = f" ({BUBBLEWRAP}: {problem})" if problem else ""
    return Finding("sandbox", OK, best + better)


def chromium() -> Finding:
    """Return the browser with which the browser tests run."""
    programs = [program for program in map(shutil.which, BROWSERS) if program]
    if not programs:
        detail = "not installed: the browser tests are left out"
        return Finding("chromium", MISSING, detail, "sudo apt-get install chromium")
    return Finding("chromium", OK, programs[0])
