"""What Gradescope would see, in the root that scripts/try-gradescope.sh has set up: `make try-gradescope`."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest
from conftest import COURSE, ROOT

from autograder.course import Classroom
from autograder.release import sample

PLACE = pathlib.Path(os.environ.get("W2V_ROOT", "/nowhere"))
INSIDE = PLACE / "autograder"
POINTS = sum(question.check_points + question.formula_points for question in COURSE.catalogue)
HOSTILE = """

import os, pathlib

def reached(what, *arguments):
    try:
        return bool(what(*arguments))
    except OSError:
        return False

PLACES = "/autograder", "/autograder/source", "/autograder/results", "/autograder/source/classroom/solutions"
RESULTS = pathlib.Path("/autograder/results/results.json")
ANY = any(reached(os.listdir, place) for place in PLACES) or reached(RESULTS.write_text, '{"score": 1000}')

def softmax(x):
    raise ZeroDivisionError if ANY else LookupError  # such names are told, and no text
"""


def run(change=lambda folder: None, **about):
    """Hand a submission in, run the autograder as Gradescope does, and return results.json."""
    submission = INSIDE / "submission"
    shutil.rmtree(submission, ignore_errors=True)
    (INSIDE / "results" / "results.json").unlink(missing_ok=True)
    sample.write(Classroom.around(ROOT), submission, **about)
    change(submission)
    (INSIDE / "submission_metadata.json").write_text('{"users": [{"id": 7}]}', "utf-8")
    command = ["unshare", "--mount", "--pid", "--fork", f"--mount-proc={PLACE}/proc", "chroot", str(PLACE)]
    clean = ["/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"]
    done = subprocess.run(
        [*command, *clean, "/bin/bash", "-c", "cd /autograder && ./run_autograder"],
        capture_output=True,
        text=True,
    )
    print(done.stdout, done.stderr)
    assert done.returncode == 0, done.stderr
    return json.loads((INSIDE / "results" / "results.json").read_text("utf-8")), done.stdout


def named(data, start):
    return [test for test in data["tests"] if test["name"].startswith(start)]


def test_right_submission_has_all_points_of_the_program():
    data, printed = run()
    assert printed.startswith("sandbox: ")  # and for instructors alone
    assert data["score"] == POINTS and data["stdout_visibility"] == "hidden"
    assert {test["status"] for test in data["tests"] if "score" in test} == {"passed"}


def test_wrong_submission_has_partial_points_and_a_hint():
    data, _ = run(wrong=["true-words-term-missing"])
    tests = named(data, "naive-softmax:")
    assert 0 < sum(test["score"] for test in tests) < sum(test["max_score"] for test in tests)
    assert any("**Hint:**" in test["output"] for test in tests)


def test_students_code_reaches_neither_solutions_nor_results():
    def change(folder):
        path = folder / "w2v_lib" / "foundations.py"
        path.write_text(path.read_text("utf-8") + HOSTILE, "utf-8")

    data, _ = run(change)
    said = named(data, "softmax:")[0]["output"]
    assert "It raised LookupError" in said
    assert data["score"] < POINTS


def test_refused_submission_says_why_and_has_no_score():
    data, _ = run(lambda folder: (folder / "01_foundations.ipynb").write_text("{", "utf-8"))
    assert "score" not in data and "01_foundations.ipynb" in data["output"].replace("\\", "")
    assert not any("score" in test for test in data["tests"])


def test_where_no_sandbox_works_every_test_says_so():
    library = next((INSIDE / "env" / "lib").glob("python3.*/site-packages/pyseccomp.py"))
    hidden = library.with_suffix(".hidden")
    library.rename(hidden)
    try:
        data, said = run()
    finally:
        hidden.rename(library)
    assert "score" not in data and all("Could not check" in test["output"] for test in data["tests"])
    assert "no sandbox here" in said.lower()


@pytest.fixture(autouse=True)
def _only_where_there_is_such_a_root():
    if not INSIDE.is_dir():
        pytest.fail("there is no such root: `make try-gradescope` makes one")
