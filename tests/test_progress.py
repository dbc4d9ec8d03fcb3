"""What is done, what is next: over the whole course, in the notebook and in the terminal."""

import json
import subprocess
import sys

import pytest

import autograder
from autograder import sample, standing
from autograder.catalogue import questions


@pytest.fixture
def folder(course, tmp_path):
    return tmp_path / "word2vec"


def states(folder, monkeypatch):
    monkeypatch.chdir(folder)
    return {step.question.id: step for step in autograder.progress().steps}


def test_the_release_is_all_before_one(course, folder, monkeypatch):
    sample.write(course, folder, unwritten=None, answered=False)
    found = states(folder, monkeypatch)
    assert set(found) == set(questions()) and {step.state for step in found.values()} == {standing.OPEN}
    assert sum(step.points for step in found.values()) == 0
    assert standing.next_step(list(found.values())).question.id == next(iter(questions()))


def test_the_whole_work_is_done(course, folder, monkeypatch):
    sample.write(course, folder)
    found = states(folder, monkeypatch)
    assert {step.state for step in found.values()} == {standing.DONE}
    assert sum(step.points for step in found.values()) == sum(q.check_points + q.formula_points for q in questions().values())
    assert "All done." in repr(autograder.progress())


def test_a_half_done_course_names_the_next_step(course, folder, monkeypatch):
    sample.write(course, folder, wrong=["softmax-of-the-columns"], unwritten=["sgd"])
    notebook = json.loads((folder / "02_derivations.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        if "".join(cell["source"]).startswith("%%answer naive-grad-center\n"):
            cell["source"] = ["%%answer naive-grad-center\n", "U^\\top (y - \\hat{y})"]
    (folder / "02_derivations.ipynb").write_text(json.dumps(notebook), "utf-8")
    found = states(folder, monkeypatch)
    assert (found["softmax"].state, found["sgd"].state, found["naive-grad-center"].state) == (standing.BEGUN, standing.OPEN, standing.BEGUN)
    assert (found["naive-grad-center"].points, found["softmax"].points) == (0, 1)
    shown = repr(autograder.progress())
    assert "Next: softmax, in 01_foundations." in shown
    page = autograder.progress()._repr_html_()
    assert page.count("<tr") == 1 + len(questions()) + 4 and 'aria-label="' in page and "✓ done" in page


def test_in_the_terminal(course, folder):
    sample.write(course, folder, unwritten=["softmax"])
    done = subprocess.run([sys.executable, "-m", "autograder.cli", "progress"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0 and "○ softmax" in done.stdout and "Next: softmax" in done.stdout
    done = subprocess.run([sys.executable, "-m", "autograder.cli", "progress", "--json"], cwd=folder, capture_output=True, text=True)
    said = json.loads(done.stdout)
    assert said["next"] == "softmax" and len(said["questions"]) == len(questions())


def test_without_a_w2v_lib_it_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "there is no w2v_lib" in repr(autograder.progress())
