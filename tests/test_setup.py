"""The set-up: every declaration is pinned, and what cannot be installed is named."""

import os
import re
import subprocess

import pytest
from conftest import ROOT
from declarations import listed
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder import __version__
from autograder.cli import doctor
from autograder.release import pins as pinned

SCRIPT = ROOT / "scripts" / "system-packages.sh"
PINS = {  # the file of exact versions without its ending: the lists of pyproject.toml that it pins
    "requirements": ["student", "instructor"],
    "requirements/test": ["test", "cluster", "fast", "postgresql"],
    "requirements/bench": ["bench", "cluster", "fast"],
    "requirements/lite": ["lite"],
    "requirements/site": ["site"],
}
PINNED_ONLY = {"editables", "jsonschema"}  # requirements.in says why


def pins(file):
    """Return {name: exact versions} of a file; where there are two, they are for two versions of Python."""
    text, found = (ROOT / file).read_text("utf-8"), {}
    for name, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", text, re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.mark.parametrize("file", PINS)
def test_every_requirement_is_pinned_with_hashes(file):
    entries = re.split(r"\n(?=\S)", (ROOT / f"{file}.txt").read_text("utf-8"))
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert len(packages) > {"requirements": 100}.get(file, 3)
    assert all(re.match(r"[\w.\[\]-]+==\S+", package) and "--hash=sha256:" in package for package in packages)


@pytest.mark.parametrize("file", PINS)
def test_pins_are_of_what_is_declared(file):
    wanted = set().union(*map(listed, PINS[file]))
    exact = set(pins(f"{file}.in"))
    assert exact - PINNED_ONLY == wanted
    assert exact <= set(pins(f"{file}.txt")), "run `make pins`"


def test_pins_agree_with_each_other():
    files = [file + ending for file in PINS for ending in (".in", ".txt")]
    versions = {}
    for file in files:
        for name, exact in pins(file).items():
            assert versions.setdefault(name, exact) == exact, f"{name} in {file}: run `make pins`"


def test_the_packages_that_the_course_was_founded_on_are_pinned():
    assert {"jupyterlab", "numpy", "matplotlib", "nbgrader", "scikit-learn"} <= set(pins("requirements.in"))


def test_setting_up_for_students_and_instructors_installs_no_tools_of_tests():
    assert not {"gensim", "numba", "playwright", "pytest", "mypy", "ruff"} & set(pins("requirements.txt"))


@pytest.mark.parametrize("python", ["3.11.4", "3.12.0", "3.14.0"])
def test_students_get_the_pins_of_their_python(python):
    text = (ROOT / "requirements.txt").read_text("utf-8")
    lines = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==[^\\\n]+", text, re.MULTILINE)
    exact = versions(lines, python)
    assert versions(pinned.student_pins(), python) == {name: exact[name] for name in listed("student")}


def versions(lines, python):
    """Return {name: the exact versions that are installed with this Python}."""
    here = {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    found = {}
    for pin in map(Requirement, lines):
        if pin.marker is None or pin.marker.evaluate(here):
            found.setdefault(canonicalize_name(pin.name), set()).add(str(pin.specifier))
    return found


# What cannot be installed is named.


def run(path, *parts, **env):
    """Run the script where only the programs in `path` exist, and nothing may be installed."""
    return subprocess.run(
        ["/bin/sh", SCRIPT, *parts], env={"PATH": str(path), **env}, capture_output=True, text=True
    )


@pytest.fixture
def programs(tmp_path):
    """Make a folder of programs: `id` says that nobody is root, `ldconfig` which libraries are there."""
    said = {"id": "1000", "ldconfig": "libseccomp.so.2 => /lib/libseccomp.so.2 libatomic.so.1 => /lib"}

    def make(*names):
        for name in names:
            (tmp_path / name).write_text(f"#!/bin/sh\necho '{said.get(name, '')}'\n")
            (tmp_path / name).chmod(0o755)
        return tmp_path

    return make


def test_a_missing_part_is_named_with_the_line_that_gets_it(programs):
    done = run(programs("id", "bwrap", "apt-get"), "sandbox", "browser")
    assert done.returncode == 0
    assert "tests in a browser. To get it: sudo apt-get install chromium" in done.stderr
    assert "bubblewrap" not in done.stderr


def test_a_library_that_a_bare_debian_lacks_is_named(programs):
    folder = programs("id", "chromium", "apt-get", "ldconfig")
    done = run(folder, "browser", CI="true")
    assert (done.returncode, done.stderr) == (0, "")
    (folder / "ldconfig").write_text("#!/bin/sh\necho libseccomp.so.2\n")
    done = run(folder, "browser", CI="true")
    assert done.returncode != 0 and done.stderr.endswith("To get it: sudo apt-get install libatomic1\n")


def test_a_browser_that_does_not_start_is_none_and_says_why(programs, monkeypatch):
    folder = programs("id", "apt-get", "ldconfig", "chromium-browser")
    refuses = "#!/bin/sh\necho >&2\necho 'it requires the chromium snap to be installed.' >&2\nexit 1\n"
    (folder / "chromium-browser").write_text(refuses)
    done = run(folder, "browser", CI="true")
    assert done.returncode != 0 and "Left out: the tests in a browser." in done.stderr
    assert done.stderr.endswith("it requires the chromium snap to be installed.\n")
    monkeypatch.setenv("PATH", str(folder))
    said = f"{folder}/chromium-browser does not start (it requires the chromium snap to be installed.)"
    assert doctor.browser() == ("", said)
    programs("google-chrome")
    assert doctor.browser() == (f"{folder}/google-chrome", "")


def test_a_part_that_a_system_does_not_have_is_not_to_be_installed(programs):
    done = run(programs("id", "brew"), "sandbox", "browser")
    assert "the sandbox for grading, which this system does not have; `w2v doctor` says" in done.stderr
    assert "tests in a browser. To get it: brew install google-chrome" in done.stderr


def test_a_missing_part_fails_in_ci(programs):
    assert run(programs("id", "ldconfig"), "sandbox", "browser", CI="true").returncode != 0
    assert (
        run(programs("id", "ldconfig", "bwrap", "chromium"), "sandbox", "browser", CI="true").returncode == 0
    )


def test_a_browser_is_asked_for_by_the_tests_alone(programs):
    done = run(programs("id", "ldconfig", "bwrap"), "sandbox", CI="true")
    assert (done.returncode, done.stderr) == (0, "")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    askers = re.findall(r"^([\w-]+):.*\n.*system-packages\.sh .*browser", makefile, re.MULTILINE)
    assert askers == ["test-setup"]


def test_a_part_that_does_not_exist_is_refused(programs):
    done = run(programs("id"), "brwser")
    said = "there is no part 'brwser'; there are sandbox, browser and database"
    assert done.returncode == 2 and said in done.stderr


# What the project says of itself.


def test_the_citation_names_the_version_of_the_package():
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    said = re.search(r"^version: (.+)$", citation, re.MULTILINE)[1]
    assert said == __version__
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_ci_runs_the_readmes_test_command():
    assert (ROOT / ".ci" / "run").read_text("utf-8").rstrip().endswith("\nmake test")
    assert os.access(ROOT / ".ci" / "run", os.X_OK) and "make test" in (ROOT / "README.md").read_text("utf-8")
