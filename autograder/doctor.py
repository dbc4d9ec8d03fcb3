"""What of this machine is right or wrong for the course, and how to mend it."""

import importlib.metadata
import os
import pathlib
import shutil
import sys
from typing import NamedTuple

from .public import public

STUDENT = ("jupyterlab", "numpy", "matplotlib", "scikit-learn", "pooch", "tqdm", "lark", "plotly")
INSTRUCTOR = ("nbgrader", "jupytext", "jinja2", "bleach", "latex2mathml")


CHECKOUT = pathlib.Path(__file__).resolve().parents[1]


class Finding(NamedTuple):
    """status: "ok", "missing" (a part is left out) or "wrong" (nothing works like this)."""

    what: str
    status: str
    detail: str
    cure: str = ""


def examine():
    """All findings, the most important first."""
    found = [python(), *packages(STUDENT, "wrong"), path(), *public("doctor").findings()]
    if (CHECKOUT / "solutions").is_dir():  # who has only the assignment needs none of these
        found += [*packages(INSTRUCTOR, "missing"), sandbox(), chromium()]
    return found


def python():
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < (3, 11):
        return Finding("Python", "wrong", f"{version}; the course needs 3.11 or newer", "install Python 3.11 or newer")
    return Finding("Python", "ok", version)


def packages(names, otherwise):
    for name in names:
        try:
            yield Finding(name, "ok", importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, otherwise, "not installed", "pip install -r requirements.txt   (in a clone: make setup)")


def path():
    scripts = str(pathlib.Path(sys.executable).parent)
    if scripts in os.environ.get("PATH", "").split(os.pathsep):
        return Finding("PATH", "ok", f"has {scripts}")
    cure = f'export PATH="{scripts}:$PATH"'
    return Finding("PATH", "missing", f"{scripts} is not on it: `nbgrader` and `jupyter` are found by full name only", cure)


def sandbox():
    """The best sandbox for grading that works here."""
    from .sandbox import tiers

    found = tiers.survey()
    sound = [tier for tier, problem in found.items() if problem is None]
    if not sound:
        said = "; ".join(f"{tier}: {problem}" for tier, problem in found.items())
        return Finding("sandbox", "missing", f"submissions cannot be graded safely here ({said})", "\n".join(tiers.cure(found)))
    better = [f" ({tier}: {problem})" for tier, problem in found.items() if problem and tier == tiers.BUBBLEWRAP]
    return Finding("sandbox", "ok", "".join([sound[0], *better]))


def chromium():
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        return Finding("chromium", "missing", "not installed: the browser tests are left out", "sudo apt-get install chromium")
    return Finding("chromium", "ok", program)


def render(findings):
    """The findings as a table, with the cures below what they cure."""
    lines = []
    for finding in findings:
        lines.append(f"{finding.status:<9}{finding.what:<14}{finding.detail}")
        if finding.cure:
            first, *more = finding.cure.splitlines()
            lines += [f"{'':<9}{'':<14}to mend it: {first}", *(f"{'':<9}{'':<14}{line}" for line in more)]
    return "\n".join(lines)
