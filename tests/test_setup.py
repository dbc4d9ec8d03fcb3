"""The set-up: what it needs is pinned, and what it cannot install it names."""

import os
import re
import subprocess
import tomllib

import pytest
from conftest import ROOT

SCRIPT = ROOT / "scripts" / "system-packages.sh"


def run(path, **env):
    """The script where only the programs in `path` exist, and nothing may be installed."""
    return subprocess.run(["/bin/sh", SCRIPT], env={"PATH": str(path), **env}, capture_output=True, text=True)


@pytest.fixture
def programs(tmp_path):
    """A folder of empty programs; `id` says that nobody is root."""

    def make(*names):
        for name in names:
            (tmp_path / name).write_text("#!/bin/sh\necho 1000\n")
            (tmp_path / name).chmod(0o755)
        return tmp_path

    return make


def test_a_missing_part_is_named_with_the_line_that_gets_it(programs):
    done = run(programs("id", "bwrap"))
    assert done.returncode == 0
    assert "tests in a browser. To get it: sudo apt-get install chromium" in done.stderr
    assert "bubblewrap" not in done.stderr


def test_a_missing_part_fails_in_ci(programs):
    assert run(programs("id"), CI="true").returncode != 0
    assert run(programs("id", "bwrap", "chromium"), CI="true").returncode == 0


def test_every_requirement_is_pinned_with_hashes():
    pins = re.split(r"\n(?=\S)", (ROOT / "requirements.txt").read_text("utf-8"))
    packages = [pin for pin in pins if not pin.startswith("#")]
    assert len(packages) > 100
    assert all(re.match(r"[\w.\[\]-]+==\S+", pin) and "--hash=sha256:" in pin for pin in packages)


def test_what_students_install_is_among_the_pins():
    names = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    pinned, wanted = (set(re.findall(r"^([\w.-]+)(?:\[.*\])?==", (ROOT / name).read_text("utf-8"), re.M)) for name in ("requirements.txt", "requirements.in"))
    assert set(names) <= pinned
    assert wanted <= pinned and {"jupyterlab", "numpy", "matplotlib", "nbgrader", "scikit-learn"} <= wanted


def test_ci_runs_the_readmes_test_command():
    assert (ROOT / ".ci" / "run").read_text("utf-8").rstrip().endswith("\nmake test")
    assert os.access(ROOT / ".ci" / "run", os.X_OK) and "make test" in (ROOT / "README.md").read_text("utf-8")
