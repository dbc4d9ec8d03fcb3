"""A second course, tests/courses/tiny, is released, checked, graded and fed back by the same engine."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest
from commands import w2v
from nbclient import NotebookClient
from nbgrader.api import Gradebook
from tiny import copy_tiny

from autograder.gradebook import records
from autograder.release import sample
from autograder.report import feedback

NBGRADER = pathlib.Path(sys.executable).with_name("nbgrader")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """Make a classroom in which the tiny course is released, handed in right, wrong and blank, and graded."""
    classroom = copy_tiny(tmp_path_factory.mktemp("tiny"))
    released = w2v("release", cwd=classroom.root)
    assert released.returncode == 0, released.stderr
    sample.write(classroom, classroom.handed_in("right"))
    sample.write(classroom, classroom.handed_in("wrong"), wrong=["factor-of-two-lost"])
    sample.write(classroom, classroom.handed_in("blank"), unwritten=sample.ALL, answered=False)
    command = [NBGRADER, "autograde", "tiny"]
    graded = subprocess.run(command, cwd=classroom.root, capture_output=True, text=True)
    assert graded.returncode == 0, graded.stdout + graded.stderr
    return classroom


def test_its_release_holds_no_solution(tiny):
    stub = (tiny.release / "glove" / "pair.py").read_text("utf-8")
    assert "pair-loss is not written yet: it belongs in glove/pair.py" in stub and "off" not in stub
    text = (tiny.release / "01_pair.ipynb").read_text("utf-8")
    assert "3 points" in text and "Mark scheme" not in text and "2 f (w" not in text
    assert not (tiny.release / "public").exists() and not (tiny.release / "course.toml").exists()


@pytest.mark.parametrize("student, code, line", [("right", 3, 1), ("wrong", 1, 1), ("blank", 0, 0)])
def test_it_is_graded_through_nbgrader(tiny, student, code, line):
    with Gradebook(f"sqlite:///{tiny.root}/gradebook.db") as gradebook:
        found = gradebook.find_submission("tiny", student)
        grades = {grade.name: grade for notebook in found.notebooks for grade in notebook.grades}
    assert (grades["pair-loss"].auto_score, grades["pair-gradient-answer"].auto_score) == (code, line)
    assert grades["pair-weight-written"].needs_manual_grade == (student != "blank")


def test_its_misconception_earns_its_hint_and_the_record_names_it(tiny):
    sheet = nbformat.read(tiny.autograded("wrong") / "01_pair.ipynb", as_version=4)
    record = next(record for cell in sheet.cells if (record := records.of(cell)) and record.results)
    hinted = next(result for result in record.results if result.hint)
    assert hinted.misconceptions == ("factor-of-two-lost",) and "factor of 2" in hinted.hint


def test_it_gives_feedback(tiny):
    assert "3 pages" in w2v("feedback", cwd=tiny.root).stdout
    page = (tiny.root / "build" / "feedback" / "wrong.html").read_text("utf-8")
    assert "One pair of GloVe" in page and "A square has a factor of 2 in its derivative." in page


def test_feedback_takes_a_notebooks_title_from_the_release(tiny, tmp_path):
    """A student may have deleted the first cell, or emptied it."""
    sheet = tiny.autograded("wrong") / "01_pair.ipynb"
    before = sheet.read_text("utf-8")
    notebook = nbformat.reads(before, as_version=4)
    notebook.cells[0].source = ""
    sheet.chmod(0o644)
    sheet.write_text(nbformat.writes(notebook), "utf-8")
    pages = feedback.write(tiny, tmp_path, ["wrong"])
    assert ">One pair of GloVe</h2>" in pages["wrong"].read_text("utf-8")
    sheet.write_text(before, "utf-8")


def test_its_zip_works_far_from_any_classroom(tiny, tmp_path):
    """Engine and course come as two wheels; the notebook finds its course by the library beside it."""
    with zipfile.ZipFile(tiny.root / "build" / "release" / "tiny.zip") as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "tiny"
    assert "word2vec" not in (folder / "START_HERE.md").read_text("utf-8").lower()
    wheels = sorted(folder.glob("*.whl"))
    assert [wheel.name.split("-")[0] for wheel in wheels] == ["tiny_course", "w2v_autograder"]
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(tmp_path / "site")
    shutil.copy(tiny.handed_in("right") / "glove" / "pair.py", folder / "glove")
    shutil.copy(tiny.handed_in("right") / "01_pair.ipynb", folder)
    sheet = nbformat.read(folder / "01_pair.ipynb", as_version=4)
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    client = NotebookClient(sheet, timeout=60, resources={"metadata": {"path": str(folder)}})
    client.execute(env=environment)
    said = json.dumps([cell.get("outputs", []) for cell in sheet.cells], ensure_ascii=False)
    assert "3 of 3 points" in said and "✓ Right." in said and "Traceback" not in said
    where = (
        "import autograder; from autograder.course import course_at; "
        "print(autograder.__file__, course_at().folder)"
    )
    found = subprocess.run(
        [sys.executable, "-c", where], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert found.stdout.count(str(tmp_path / "site")) == 2, found.stdout + found.stderr
