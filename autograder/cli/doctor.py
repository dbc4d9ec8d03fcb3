"""`w2v doctor`: what of this machine is right or wrong for the course, and how to fix it."""

import importlib.metadata
import json
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence

import click

from autograder.course import CHECKOUT, CourseError, course_at
from autograder.course.finding import classroom_root
from autograder.course.links import unmade
from autograder.results.finding import MISSING, OK, WRONG, Finding, render
from autograder.results.packages import PACKAGE, how_to_get, required
from autograder.sandbox import tiers
from autograder.sandbox.launch import BUBBLEWRAP

from . import codes, machine, options

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
    found = [python(), machine.environment(), version(), *packages(required(), WRONG)]
    found += [*packages(required("lab"), MISSING), machine.programs(), machine.kernel(), machine.work()]
    found += [*machine.places(), machine.port(), machine.proxy(), *of_course()]
    if is_for_instructors():
        found += [*links(CHECKOUT), *packages(required("instructor"), MISSING), sandbox(), chromium()]
    return found


def is_for_instructors() -> bool:
    """Tell whether a course's solutions are here; who has only the assignment grades nobody."""
    return (CHECKOUT / "solutions").is_dir() or classroom_root(pathlib.Path.cwd()) is not None


def version() -> Finding:
    """Return the version of the engine."""
    return Finding(PACKAGE, OK, importlib.metadata.version(PACKAGE))


def python() -> Finding:
    """Return the version of this Python."""
    return Finding("Python", OK, ".".join(map(str, sys.version_info[:3])))


def packages(names: Sequence[str], otherwise: str) -> Iterator[Finding]:
    """Yield each package's version; one that is not installed has the status `otherwise`."""
    for name in names:
        try:
            yield Finding(name, OK, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            cure = "pip install -r requirements.txt   (in a clone: make setup)"
            yield Finding(name, otherwise, "not installed", cure)


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
    program, problem = browser()
    if problem:
        detail = f"{problem}: the browser tests are left out"
        return Finding("chromium", MISSING, detail, how_to_get("browser"))
    return Finding("chromium", OK, program)


def browser() -> tuple[str, str]:
    """Return (path of a browser that works, ""), or ("", why there is none).

    Where Ubuntu's snap is missing, its program is there, and does not start.
    """
    problem = "not installed"
    for program in filter(None, map(shutil.which, BROWSERS)):
        done = subprocess.run([program, "--version"], capture_output=True, encoding="utf-8")
        if done.returncode == 0:
            return program, ""
        said = (done.stderr + done.stdout).strip()
        problem = f"{program} does not start ({said.splitlines()[0] if said else done.returncode})"
    return "", problem
