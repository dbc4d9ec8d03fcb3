"""Every package that is imported is declared, where its user installs it."""

import importlib.metadata
import shutil
import subprocess
import sys

import pytest
from declarations import ROOT, SELF, declared, homes, installed_with, names, third_party

PARTS = {  # folder: the list that declares what is imported there; a folder inside another has its own
    "autograder": "student",
    "autograder/release": "instructor",
    "autograder/gradebook": "instructor",
    "autograder/report": "instructor",
    "solutions": "student",
    "tests": "test",
    "benchmarks": "bench",
}
# where it is not installed, NumPy takes its place, or the notebook or the sandbox says so
DONE_WITHOUT = {"gensim", "numba", "pyseccomp"}
NEVER_IMPORTED = {
    "hatchling": "python -m hatchling",
    "import-linter": "make lint",
    "ipywidgets": "the bars of tqdm.auto in a notebook",
    "jupyterlab": "make lab",
    "mypy": "make lint",
    "pytest-xdist": "pytest -n",
    "ruff": "make lint",
}
HOMES = homes()


def sources():
    """Return (part, file) of all that imports something; attacks are data of the tests."""
    found = {path for part in PARTS for path in (ROOT / part).rglob("*") if path.suffix in (".py", ".ipynb")}
    for path in sorted(found):
        folder = path.relative_to(ROOT)
        if not {"attacks", ".ipynb_checkpoints"} & set(folder.parts):
            yield next(parent for parent in map(str, folder.parents) if parent in PARTS), path


IMPORTS = [
    (part, str(path.relative_to(ROOT)), module) for part, path in sources() for module in third_party(path)
]


@pytest.mark.parametrize("part", PARTS)
def test_every_import_is_declared_where_its_user_installs_it(part):
    allowed = declared(PARTS[part])
    undeclared = [
        f"{path} imports {module}"
        for home, path, module in IMPORTS
        if home == part and module not in DONE_WITHOUT and not HOMES.get(module, set()) & allowed
    ]
    assert not undeclared, f"not declared in the list {PARTS[part]!r} of pyproject.toml"


def test_every_declaration_is_used():
    used = set().union(*(HOMES.get(module, set()) for _, _, module in IMPORTS))
    everything = set().union(*map(declared, ["student", "instructor", "test", "bench"]))
    assert everything - used == set(NEVER_IMPORTED)


def test_modules_that_may_be_missing_are_declared_for_others():
    assert set().union(*(HOMES[module] for module in DONE_WITHOUT)) <= declared("bench")


def test_bleach_is_installed_for_nbconvert_anyway():
    """Hold docs/decisions/0002: once this fails, nh3 takes the place of bleach."""
    assert "bleach" in names(importlib.metadata.requires("nbconvert"))


# What students install is enough for them.

ONLY = """
import sys

class OnlyStudents:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, OnlyStudents())
"""
COMMAND = "from autograder.cli import main; sys.exit(main())"


@pytest.fixture(scope="module")
def as_a_student(tmp_path_factory):
    """Run code in a released folder, where only what students install can be imported."""
    folder = tmp_path_factory.mktemp("student") / "word2vec"
    shutil.copytree(ROOT / "assignments" / "word2vec", folder)
    (folder / "older.py").write_text(
        "import numpy as np\n\n\ndef sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n", "utf-8"
    )
    there = installed_with("student") | {SELF}
    missing = {module for module, places in HOMES.items() if not places & there}
    assert {"jupytext", "nbgrader", "pytest"} <= missing

    def run(code, *arguments):
        command = [sys.executable, "-c", ONLY.format(missing=missing) + code, *arguments]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)

    return run


@pytest.mark.parametrize("call", ["check()", "check('softmax')", "progress()"])
def test_students_need_no_more_than_they_install_in_a_notebook(as_a_student, call):
    done = as_a_student(f"import autograder; print(autograder.{call})")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_section_on_a_library_says_that_it_is_missing(as_a_student):
    done = as_a_student("from w2v_lib import library; print(library.ready('gensim', None))")
    assert done.stdout.splitlines()[-1] == "False" and "pip install gensim" in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "command",
    [
        "check softmax",
        "answer neg-gradients.center --latex v_c",
        "progress",
        "questions",
        "data where",
        "handout older.py --i-trust-this-code",
        "train --help",
        "doctor",
    ],
)
def test_students_need_no_more_than_they_install_in_a_terminal(as_a_student, command):
    done = as_a_student(COMMAND, *command.split())
    assert done.stdout and not done.stderr, done.stderr
