"""What tests share: the reference library as `w2v_lib`, and a released course to grade in."""

import os
import pathlib
import shutil
import sys

import pytest
import setuptools  # noqa: F401  nbgrader imports it, and it has to come before distutils

ROOT = pathlib.Path(__file__).resolve().parents[1]
SOLUTIONS = ROOT / "solutions" / "word2vec"
sys.path.insert(0, str(SOLUTIONS))
sys.path.insert(0, str(ROOT / "tests"))

pytest_plugins = ["no_silent_skips"]

SLOW = ["nbgrader", "attacks", "intake", "notebooks", "browser", "recipes", "report", "release", "training"]


def pytest_collection_modifyitems(items):
    """The files that take minutes come first, so that at the end no process waits for the other."""
    order = {f"test_{name}.py": place for place, name in enumerate(SLOW)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


@pytest.fixture(scope="session")
def reference():
    """A caller of the reference library."""
    from autograder.reference import Library, load

    return Library(load(SOLUTIONS))


@pytest.fixture(scope="session")
def bank(reference):
    """All misconceptions by id."""
    from autograder.reference import misconceptions

    return {m.id: m for m in misconceptions(SOLUTIONS)}


def copy_course(folder):
    """A course of its own: sources and configuration, nothing released yet."""
    from autograder.course import Course

    shutil.copytree(ROOT / "solutions", folder / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return Course(folder)


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A released course in a temporary folder; tests add submissions under names of their own."""
    from autograder.release import release

    course = copy_course(tmp_path_factory.mktemp("course"))
    release(course)
    return course


@pytest.fixture(autouse=True)
def the_reference_stays_w2v_lib():
    """A test may import another w2v_lib into this process; the next one finds what this one found."""
    before = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "w2v_lib"}
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "w2v_lib"]:
        del sys.modules[name]
    sys.modules.update(before)


@pytest.fixture(autouse=True)
def the_folder_stays():
    """A test may go elsewhere; the next one starts where this one did."""
    before = pathlib.Path.cwd()
    yield
    os.chdir(before)
