"""What of this machine is right or wrong for the course, and how to mend it."""

import importlib.metadata
import os
import pathlib
import shutil
import subprocess
import sys
from typing import NamedTuple

STUDENT = ("jupyterlab", "numpy", "matplotlib", "scikit-learn", "pooch", "tqdm")
INSTRUCTOR = ("nbgrader", "jupytext", "jinja2")


CHECKOUT = pathlib.Path(__file__).resolve().parents[1]


class Finding(NamedTuple):
    """status: "ok", "missing" (a part is left out) or "wrong" (nothing works like this)."""

    what: str
    status: str
    detail: str
    cure: str = ""


def examine():
    """All findings, the most important first."""
    found = [python(), *packages(STUDENT, "wrong"), path(), data()]
    if (CHECKOUT / "solutions").is_dir():  # who has only the assignment needs none of these
        found += [*packages(INSTRUCTOR, "missing"), bubblewrap(), chromium()]
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


def bubblewrap():
    program = shutil.which("bwrap")
    if not program:
        return Finding("bubblewrap", "missing", "not installed: submissions run without a sandbox", "sudo apt-get install bubblewrap")
    tried = subprocess.run([program, "--unshare-all", "--ro-bind", "/", "/", "true"], capture_output=True, text=True)
    if tried.returncode:
        said = tried.stderr.strip().splitlines()[-1:] or ["it gave no reason"]
        cure = "allow user namespaces; on Ubuntu 24.04: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
        return Finding("bubblewrap", "missing", f"cannot make a sandbox: {said[0]}", cure)
    return Finding("bubblewrap", "ok", program)


def chromium():
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        return Finding("chromium", "missing", "not installed: the browser tests are left out", "sudo apt-get install chromium")
    return Finding("chromium", "ok", program)


def data():
    from .data import where

    path = where("sst")
    if path is None:
        return Finding("treebank", "missing", "not here yet: notebook 5 fetches it when it is first run", "w2v data fetch")
    return Finding("treebank", "ok", str(path))


def render(findings):
    """The findings as a table, with the cures below what they cure."""
    lines = []
    for finding in findings:
        lines.append(f"{finding.status:<9}{finding.what:<14}{finding.detail}")
        if finding.cure:
            lines.append(f"{'':<9}{'':<14}to mend it: {finding.cure}")
    return "\n".join(lines)
