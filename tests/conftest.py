"""What tests share: the reference library, the misconceptions, and a released course to grade in."""

import functools
import os
import pathlib
import shutil
import sys
import zipfile

import pytest
import setuptools  # noqa: F401  nbgrader imports it, and it has to come before distutils
from bare import made
from nbgrader import api

from autograder.checks.misconceptions import misconceptions
from autograder.checks.reference import reference_of
from autograder.course import Classroom, Course

pytest_plugins = ["no_silent_skips"]
# for each new gradebook, nbgrader starts a program that says which version its own tables have
api.get_alembic_version = functools.cache(api.get_alembic_version)

ROOT = pathlib.Path(__file__).resolve().parents[1]
SOLUTIONS = ROOT / "solutions" / "word2vec"
COURSE = Course.read(SOLUTIONS)
sys.path.insert(0, str(SOLUTIONS))
sys.path.insert(0, str(ROOT / "tests"))


SLOW = """
    old_files true_hints handouts nbgrader attacks batch collecting intake notebooks bundle browser
    class_report marking_page github zygote recipes report release training giving_back exchange export
    gradescope marking hostile pictures similar site
""".split()


def pytest_collection_modifyitems(items):
    """Put the files that take minutes first, so that at the end no process waits for the other.

    Those that fork for each of their questions come before what makes this process large.
    """
    order = {f"test_{name}.py": place for place, name in enumerate(SLOW)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


@pytest.fixture(scope="session")
def reference():
    """A caller of the reference library."""
    return reference_of(COURSE)


@pytest.fixture(scope="session")
def bank():
    """All misconceptions by id."""
    return {m.id: m for m in misconceptions(COURSE)}


def copy_classroom(folder):
    """Make a classroom of its own: sources and configuration, nothing released yet."""
    shutil.copytree(ROOT / "solutions", folder / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return Classroom.around(folder)


def copy_released(released, folder):
    """Make a classroom of its own of the released one."""
    shutil.copytree(released.root, folder, dirs_exist_ok=True)
    return Classroom.around(folder)


@pytest.fixture(scope="session")
def released_course(tmp_path_factory):
    """A released course in a temporary folder, which stays as it is; `copy_released` copies it."""
    from autograder.release.assignment import release

    classroom = copy_classroom(tmp_path_factory.mktemp("released"))
    release(classroom)
    classroom.secret()
    return classroom


@pytest.fixture(scope="session")
def classroom(released_course, tmp_path_factory):
    """A released course in a temporary folder; tests add submissions under names of their own."""
    return copy_released(released_course, tmp_path_factory.mktemp("classroom"))


@pytest.fixture(scope="session")
def unpacked(classroom, tmp_path_factory):
    """The zip for students, made from the released course and unpacked."""
    from autograder.release import bundle

    place = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(bundle.bundle(classroom, place / "word2vec.zip")) as archive:
        archive.extractall(place)
    return place / COURSE.id


@pytest.fixture(scope="session")
def bare(unpacked, tmp_path_factory):
    """The environment of a student, with the wheels of the zip."""
    return made(tmp_path_factory.mktemp("bare"), sorted(unpacked.glob("*.whl")))


@pytest.fixture(scope="session")
def hub(unpacked, tmp_path_factory):
    """The environment of a JupyterHub, in which the wheels are installed once for all."""
    return made(tmp_path_factory.mktemp("hub"), sorted(unpacked.glob("*.whl")), "instructor")


@pytest.fixture(autouse=True)
def _keep_w2v_lib():
    """A test may import another w2v_lib into this process; the next one finds what this one found."""
    before = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "w2v_lib"}
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "w2v_lib"]:
        del sys.modules[name]
    sys.modules.update(before)


@pytest.fixture(autouse=True)
def _keep_folder():
    """A test may go elsewhere; the next one starts where this one did."""
    before = pathlib.Path.cwd()
    yield
    os.chdir(before)
