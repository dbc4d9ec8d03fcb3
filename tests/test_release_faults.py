"""A release that fails leaves the release before as it was; another processor's rounding changes no byte."""

import json
import math
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import w2v
from tiny import copy_tiny

from autograder.checks.oracle import TABLE
from autograder.release import ReleaseError
from autograder.release.assignment import release
from autograder.release.table import settled

NBGRADER = Path(sys.executable).with_name("nbgrader")


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A classroom with a whole release; tests work on copies."""
    classroom = copy_tiny(tmp_path_factory.mktemp("whole"))
    release(classroom)
    return classroom


@pytest.fixture
def classroom(released, tmp_path):
    shutil.copytree(released.root, tmp_path, dirs_exist_ok=True)
    return type(released).around(tmp_path)


def replaced(name, old, new):
    """Return a change of one file of the course."""

    def change(folder):
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return change


FAULTS = {
    "a leak": (
        lambda folder: (folder / "notes.txt").write_text("### BEGIN SOLUTION"),
        "still holds a solution",
    ),
    "a cell of no question": (
        replaced("01_pair.md", 'question="pair-weight" part="text"', 'question="pair-wait" part="text"'),
        "no question 'pair-wait'",
    ),
    "an unpaired marker": (
        replaced("glove/pair.py", "    ### END SOLUTION\n", ""),
        "a solution does not end",
    ),
    "a broken reference": (replaced("glove/pair.py", "np.log(count)", "np.lag(count)"), "AttributeError"),
    "a file of checks that is gone": (
        lambda folder: (folder / "public" / "checks" / "pair_loss.py").unlink(),
        "there is no public/checks/pair_loss.py: write them there",
    ),
    "a notebook that is gone": (lambda folder: (folder / "01_pair.md").unlink(), "write 01_pair.md"),
    "a formula that is not declared": (
        replaced("public/formulas.py", '"pair-gradient": Formula', '"pair-slope": Formula'),
        "ends with the formula pair-gradient, which public/formulas.py does not declare",
    ),
}


@pytest.mark.parametrize("change, said", FAULTS.values(), ids=FAULTS)
def test_failed_release_leaves_the_release_before_and_says_why_in_one_sentence(classroom, change, said):
    before = files(classroom.release)
    change(classroom.course.folder)
    done = w2v("release", "--force", cwd=classroom.root)
    assert done.returncode in (1, 3) and said in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert files(classroom.release) == before
    assert not [path for path in classroom.release.parent.iterdir() if path != classroom.release]


def test_failed_nbgrader_command_leaves_the_release_before(classroom):
    before = files(classroom.release)
    (classroom.course.folder / "notes.txt").write_text("### BEGIN SOLUTION")
    command = [NBGRADER, "generate_assignment", "tiny", "--force"]
    done = subprocess.run(command, cwd=classroom.root, capture_output=True, text=True)
    assert done.returncode != 0 and "still holds a solution" in done.stderr and "Traceback" not in done.stderr
    assert files(classroom.release) == before


def test_first_release_that_fails_leaves_nothing(tmp_path):
    classroom = copy_tiny(tmp_path)
    (classroom.course.folder / "notes.txt").write_text("### BEGIN SOLUTION")
    with pytest.raises(ReleaseError, match=r"notes\.txt still holds a solution"):
        release(classroom)
    assert list(classroom.release.parent.iterdir()) == []


def test_release_that_was_killed_is_no_obstacle_to_the_next(classroom):
    before = files(classroom.release)
    for name in (".tiny-unfinished", ".tiny-before"):
        (classroom.release.with_name(name) / "half").mkdir(parents=True)
    release(classroom, force=True)
    assert files(classroom.release) == before
    assert [path.name for path in classroom.release.parent.iterdir()] == ["tiny"]


def perturbed(value, by):
    """Return a table with every number off by this much, relative to its size."""
    if isinstance(value, dict):
        return {key: perturbed(item, by) for key, item in value.items()}
    if isinstance(value, list):
        return [perturbed(item, by) for item in value]
    return value * (1 + by) if isinstance(value, float) else value


def test_two_releases_at_once_follow_each_other(classroom):
    """They build in the same folder; a second one took away half of what the first had made."""
    before = files(classroom.release)
    command = [Path(sys.executable).with_name("w2v"), "release", "--force"]
    several = [
        subprocess.Popen(command, cwd=classroom.root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [(one.communicate()[1], one.returncode) for one in several] == [(b"", 0)] * 3
    assert files(classroom.release) == before


def test_release_keeps_stored_numbers_that_another_processor_rounded_and_replaces_wrong_ones(classroom):
    path = classroom.release / "glove" / TABLE
    own = path.read_text("utf-8")
    theirs = json.dumps(perturbed(json.loads(own), 3e-13), separators=(",", ":"), sort_keys=True) + "\n"
    assert theirs != own
    path.write_text(theirs, "utf-8")
    before = files(classroom.release)
    release(classroom, force=True)
    assert files(classroom.release) == before
    path.write_text(json.dumps(perturbed(json.loads(own), 1e-6)), "utf-8")
    release(classroom, force=True)
    assert path.read_text("utf-8") == own


@pytest.mark.parametrize(
    "made, stored, kept",
    [
        (1.0, 1.0 + 5e-10, 1.0 + 5e-10),
        (1.0, 1.0 + 5e-9, 1.0),
        ([1e-17, 1.0], [0.0, 1.0], [0.0, 1.0]),  # what is left of a difference
        ([1e-6, 1.0], [0.0, 1.0], [1e-6, 1.0]),
        ([1.0, 2.0], [1.0], [1.0, 2.0]),
        ({"a": 1.0, "b": "new"}, {"a": 1.0 + 1e-12, "b": "old", "c": 1}, {"a": 1.0 + 1e-12, "b": "new"}),
        ([math.nan], [math.nan], [math.nan]),
        (math.inf, 1.0, math.inf),
        (1.0, math.inf, 1.0),
        (2, 2.0, 2),
    ],
)
def test_stored_number_is_kept_where_it_agrees_to_nine_digits(made, stored, kept):
    assert repr(settled(made, stored)) == repr(kept)


COURSE_FAULTS = {
    "a misspelt key in the catalogue": (
        replaced(
            "public/questions.toml", 'title = "The gradient on paper"', 'titel = "The gradient on paper"'
        ),
        "pair-gradient has an unknown entry 'titel'",
    ),
    "an id twice": (
        replaced("public/questions.toml", 'id = "pair-weight"', 'id = "pair-loss"'),
        "two questions with the id pair-loss",
    ),
    "a catalogue that is no TOML": (
        replaced("public/questions.toml", "[[question]]", "[question"),
        "not valid TOML",
    ),
    "no catalogue": (
        lambda folder: (folder / "public" / "questions.toml").unlink(),
        "the questions belong in it",
    ),
    "a misspelt key in the manifest": (replaced("course.toml", "library =", "libary ="), "has no library"),
    "no library": (lambda folder: shutil.rmtree(folder / "glove"), "there is no glove/__init__.py"),
    "a file of checks that is no Python": (
        replaced("public/checks/pair_loss.py", "def probe(draw):", "def probe(draw:"),
        "pair_loss.py, line",
    ),
    "a misconception of no function": (
        replaced("misconceptions/pair.py", '"pair_loss_and_gradient"', '"pair_loss"'),
        "is about pair_loss, which no file of glove/ defines",
    ),
}


@pytest.mark.parametrize("change, said", COURSE_FAULTS.values(), ids=COURSE_FAULTS)
def test_faulty_course_is_told_in_one_sentence(released, tmp_path, change, said):
    shutil.copytree(released.root, tmp_path, dirs_exist_ok=True)  # this process has not read that course
    before = files(tmp_path / "assignments")
    change(tmp_path / "solutions" / "tiny")
    done = w2v("release", "--force", cwd=tmp_path)
    assert done.returncode == 1 and said in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert files(tmp_path / "assignments") == before
