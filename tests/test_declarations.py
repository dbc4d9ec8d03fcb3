"""Every package that is imported is declared, where its user installs it."""

import importlib.metadata

import pytest
from declarations import ROOT, declared, homes, names, third_party

PARTS = {  # folder: the list that declares what is imported there; a folder inside another has its own
    "autograder": "student",
    "autograder/release": "instructor",
    "autograder/gradebook": "instructor",
    "autograder/marking": "instructor",
    "autograder/export": "instructor",
    "autograder/report": "instructor",
    "solutions": "student",
    "tests": "test",
    "benchmarks": "bench",
    "docs": "site",
    "scripts": "test",
}
# where one is not installed, something takes its place, or whoever needs it says so
DONE_WITHOUT = {"distributed", "gensim", "llvmlite", "numba", "py7zr", "pyseccomp"}
NEVER_IMPORTED = {
    "hatchling": "python -m hatchling",
    "import-linter": "make lint",
    "ipykernel": "python -m ipykernel_launcher",
    "jupyterlab": "make lab",
    "mypy": "make lint",
    "myst-parser": "docs/site/conf.py",
    "psycopg": "named in db_url",
    "pydata-sphinx-theme": "docs/site/conf.py",
    "pytest-xdist": "pytest -n",
    "ruff": "make lint",
}
ELSEWHERE = {"scripts/try_binder.py"}  # it runs in an environment of its own, of requirements/try.txt
HOMES = homes()


def sources():
    """Return (part, file) of all that imports something; attacks are data of the tests."""
    found = {path for part in PARTS for path in (ROOT / part).rglob("*") if path.suffix in (".py", ".ipynb")}
    for path in sorted(found):
        folder = path.relative_to(ROOT)
        if not {"attacks", ".ipynb_checkpoints"} & set(folder.parts) and str(folder) not in ELSEWHERE:
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
    everything = set().union(*map(declared, ["student", "instructor", "test", "bench", "site"]))
    assert everything - used == set(NEVER_IMPORTED)


def test_modules_that_may_be_missing_are_declared_for_others():
    assert set().union(*(HOMES[module] for module in DONE_WITHOUT)) <= declared("bench")


def test_bleach_is_installed_for_nbconvert_anyway():
    """Hold docs/decisions/0002: once this fails, nh3 takes the place of bleach."""
    assert "bleach" in names(importlib.metadata.requires("nbconvert"))
