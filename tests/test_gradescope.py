"""The autograder zip for Gradescope: what is in it, and what a submission's results.json says.

`make try-gradescope` runs it in a plain Debian root, from setup.sh on.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

import pytest
from commands import w2v
from tiny import copy_tiny, released_tiny

from autograder.course import Question
from autograder.export import gradescope_results as results
from autograder.export import gradescope_run
from autograder.gradebook.records import Record
from autograder.release import sample
from autograder.results.result import COULD_NOT_CHECK, FAILED, PASSED, Result
from autograder.results.verdict import UNREADABLE, Verdict
from autograder.sandbox import tiers


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A released tiny course."""
    return released_tiny(tmp_path_factory.mktemp("gradescope"))


@pytest.fixture(scope="module")
def archive(room):
    done = w2v("export", "gradescope", "--visibility", "after_due_date", cwd=room.root)
    assert done.returncode == 0 and "It holds the solutions" in done.stdout, done.stderr
    return room.root / "build" / "export" / "gradescope-autograder.zip"


@pytest.fixture
def place(room, archive, tmp_path):
    """The folders that Gradescope makes, with this environment in place of the one that setup.sh makes."""
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            os.chmod(opened.extract(info, tmp_path / "source"), info.external_attr >> 16)
    shutil.copy(tmp_path / "source" / "run_autograder", tmp_path)
    (tmp_path / "env").symlink_to(sys.prefix)
    sample.write(room, tmp_path / "submission", wrong=["factor-of-two-lost"])
    return tmp_path


def grade(place):
    """Grade in this process; return results.json."""
    assert gradescope_run.main([str(place), "visible"]) == 0
    return json.loads((place / "results" / "results.json").read_text("utf-8"))


def test_zip_has_its_two_programs_at_the_top_and_is_the_same_whenever_it_is_made(room, archive, tmp_path):
    with zipfile.ZipFile(archive) as opened:
        infos = {info.filename: info for info in opened.infolist()}
    assert infos["setup.sh"].external_attr >> 16 == infos["run_autograder"].external_attr >> 16 == 0o755
    assert {"requirements.txt", "classroom/solutions/tiny/glove/pair.py"} <= infos.keys()
    assert "classroom/assignments/tiny/01_pair.ipynb" in infos
    assert not [name for name in infos if "__pycache__" in name or ".w2v_secret" in name]
    done = w2v(
        "export", "gradescope", "--visibility", "after_due_date", "--out", tmp_path / "b.zip", cwd=room.root
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "b.zip").read_bytes() == archive.read_bytes()


@pytest.mark.parametrize("name", ["setup.sh", "run_autograder"])
def test_programs_are_valid_for_bash(place, name):
    assert subprocess.run(["bash", "-n", place / "source" / name]).returncode == 0


def test_requirements_have_hashes(place):
    assert (place / "source" / "requirements.txt").read_text("utf-8").count("--hash=sha256:") > 100


def test_course_that_is_not_released_is_answered_in_a_line(tmp_path):
    done = w2v("export", "gradescope", cwd=copy_tiny(tmp_path).root)
    assert done.returncode == 1 and "`w2v release` first" in done.stderr


def test_run_autograder_writes_partial_points_with_hints_and_hides_its_output(place):
    done = subprocess.run([place / "run_autograder"], cwd=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    data = json.loads((place / "results" / "results.json").read_text("utf-8"))
    assert (data["visibility"], data["stdout_visibility"]) == ("after_due_date", "hidden")
    scores = {test["name"].split(":")[0]: test.get("score") for test in data["tests"]}
    assert scores == {"pair-loss": 0, "pair-gradient": 1, "pair-weight": None}
    value, slope = (test for test in data["tests"] if test["name"].startswith("pair-loss"))
    assert (value["score"], value["status"], slope["status"]) == (1, "passed", "failed")
    assert "**Hint:** A square has a factor of 2 in its derivative." in slope["output"]
    assert data["score"] == 2 and data["execution_time"] > 0
    assert "A person decides on 2 points." in data["tests"][-1]["output"]
    assert "1 item below has no points yet" in data["output"] and "There are 6 in all" in data["output"]


def test_files_that_were_dragged_in_by_themselves_are_graded(place):
    (place / "submission" / "glove" / "pair.py").rename(place / "submission" / "pair.py")
    shutil.rmtree(place / "submission" / "glove")
    assert grade(place)["score"] == 2


def test_refused_submission_gives_the_reason_on_top_and_no_score_at_all(place):
    (place / "submission" / "01_pair.ipynb").write_text("{", "utf-8")
    data = grade(place)
    assert data["output"].startswith("**Not graded.** 01\\_pair.ipynb")
    assert "score" not in data and not any("score" in test for test in data["tests"])


def test_without_a_sandbox_every_test_says_that_it_could_not_be_made(place, monkeypatch, capsys):
    def none():
        raise tiers.NoSandbox("bubblewrap: not installed")

    monkeypatch.setattr(tiers, "choose", none)
    data = grade(place)
    assert "score" not in data and len(data["tests"]) == 3
    assert all(test["output"].startswith("Could not check") for test in data["tests"])
    assert "tell your instructors" in data["output"] and "bubblewrap" not in json.dumps(data)
    assert "bubblewrap: not installed" in capsys.readouterr().out  # which instructors see


def test_failure_of_the_grader_is_no_zero(place, monkeypatch):
    monkeypatch.setattr(gradescope_run, "Desk", None)
    data = grade(place)
    assert "score" not in data and "no fault of yours" in data["output"]


@pytest.mark.parametrize("metadata", ["", "[]", "{}", '{"users": [{}]}', '{"users": 3}'])
def test_metadata_that_says_nothing_is_done_without(tmp_path, metadata):
    (tmp_path / gradescope_run.METADATA).write_text(metadata, "utf-8")
    assert gradescope_run.student_in(tmp_path) == "gradescope"


def test_same_people_get_the_same_draws_however_they_are_listed(tmp_path):
    said = []
    for users in ([7, 8], [8, 7]):
        data = {"users": [{"id": id, "email": "x"} for id in users]}
        (tmp_path / gradescope_run.METADATA).write_text(json.dumps(data), "utf-8")
        said.append(gradescope_run.student_in(tmp_path))
    assert said[0] == said[1] != "gradescope"


# ---------------------------------------------------------------- what a test says

QUESTION = Question("q", "A question", "01", "code", checks={"a": 2}, bonus=True)


def of_check(status, points=0.0, **more):
    made = Result("q", "a", status, points, 2, "It is so.", **more)
    return next(results._of_checks(QUESTION, Record.of_results([made], "")))


def test_check_that_could_not_be_made_has_no_score():
    test = of_check(COULD_NOT_CHECK, message="Waits.")
    assert "score" not in test and "no verdict on 2 points" in test["output"]


def test_bonus_points_are_outside_of_the_maximum():
    assert (of_check(PASSED, 2)["score"], of_check(PASSED, 2)["max_score"]) == (2, 0)


def test_text_of_students_neither_ends_a_block_nor_is_read_as_markdown():
    message = "````\n# head <img src=x>\n```"
    output = of_check(FAILED, message=message, hint="a_b <b> `x_y`")["output"]
    assert f"`````text\n{message}\n`````" in output
    assert "a\\_b \\<b\\> `x_y`" in output


def test_line_that_cannot_be_read_waits_for_a_person_and_a_blank_one_has_no_points():
    verdict = Verdict("q.f", UNREADABLE, "What is this?")
    waiting, blank = (Record.of_verdict(verdict, 1, is_blank) for is_blank in (False, True))
    assert "score" not in results._of_line(QUESTION, waiting, verdict)
    assert results._of_line(QUESTION, blank, verdict)["score"] == 0


def test_nothing_of_the_machine_is_in_the_zip(archive):
    with zipfile.ZipFile(archive) as opened:
        texts = [opened.read(name) for name in ("setup.sh", "run_autograder")]
    assert not any(str(pathlib.Path.home()).encode() + b"/" in text for text in texts)
