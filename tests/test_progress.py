"""What is done, what is next: over the whole course, in the notebook and in the terminal."""

import json

import pytest
from commands import w2v
from conftest import COURSE

import autograder
from autograder.release import sample
from autograder.results import progress


@pytest.fixture
def folder(classroom, tmp_path):
    """Name a folder for a student's work."""
    return tmp_path / "word2vec"


def states(folder, monkeypatch):
    """Return the step of each question, by its id."""
    monkeypatch.chdir(folder)
    return {step.question.id: step for step in autograder.progress().steps}


def test_release_has_every_question_open(classroom, folder, monkeypatch):
    sample.write(classroom, folder, unwritten=sample.ALL, answered=False)
    found = states(folder, monkeypatch)
    assert set(found) == {q.id for q in COURSE.catalogue}
    assert {step.state for step in found.values()} == {progress.OPEN}
    assert sum(step.points for step in found.values()) == 0
    assert progress.next_step(list(found.values())).question.id == next(iter(COURSE.catalogue)).id


def test_finished_work_has_every_question_done(classroom, folder, monkeypatch):
    sample.write(classroom, folder)
    found = states(folder, monkeypatch)
    assert {step.state for step in found.values()} == {progress.DONE}
    assert sum(step.points for step in found.values()) == sum(
        q.check_points + q.formula_points for q in COURSE.catalogue
    )
    assert "All done." in repr(autograder.progress())


def test_half_done_work_names_the_next_step(classroom, folder, monkeypatch):
    sample.write(classroom, folder, wrong=["softmax-of-the-columns"], unwritten=["sgd"])
    notebook = json.loads((folder / "02_derivations.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        if "".join(cell["source"]).startswith("%%answer naive-grad-center\n"):
            cell["source"] = ["%%answer naive-grad-center\n", "U^\\top (y - \\hat{y})"]
    (folder / "02_derivations.ipynb").write_text(json.dumps(notebook), "utf-8")
    found = states(folder, monkeypatch)
    assert found["softmax"].state == found["naive-grad-center"].state == progress.BEGUN
    assert found["sgd"].state == progress.OPEN
    assert (found["naive-grad-center"].points, found["softmax"].points) == (0, 1)
    shown = repr(autograder.progress())
    assert "Next: softmax, in 01_foundations." in shown
    page = autograder.progress()._repr_html_()
    assert page.count("<tr") == 1 + len(COURSE.catalogue) + 4 and 'aria-label="' in page and "✓ done" in page


def test_progress_command_prints_text_or_json(classroom, folder):
    sample.write(classroom, folder, unwritten=["softmax"])
    done = w2v("progress", cwd=folder)
    assert done.returncode == 0 and "○ softmax" in done.stdout and "Next: softmax" in done.stdout
    done = w2v("progress", "--json", cwd=folder)
    said = json.loads(done.stdout)
    assert said["next"] == "softmax" and len(said["questions"]) == len(COURSE.catalogue)


def test_notebook_that_is_missing_renamed_or_damaged_is_named(classroom, folder, monkeypatch):
    sample.write(classroom, folder)
    (folder / "02_derivations.ipynb").rename(folder / "02_derivations_mine.ipynb")
    (folder / "04_sgd.ipynb").write_text("{", "utf-8")
    monkeypatch.chdir(folder)
    missing = (
        f"There is no 02_derivations.ipynb in {folder} (renamed, or elsewhere?): its answers are not seen."
    )
    damaged = "04_sgd.ipynb cannot be read as a notebook: its answers are not seen."
    shown = autograder.progress()
    assert repr(shown).splitlines()[-2:] == [missing, damaged]
    assert damaged in shown._repr_html_() and "02_derivations.ipynb" in shown._repr_html_()
    assert repr(autograder.derivation("naive-grad-center")) == missing
    assert json.loads(w2v("progress", "--json", cwd=folder).stdout)["unseen"] == [missing, damaged]


def test_folder_without_a_library_is_named_as_such(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "there is no w2v_lib" in repr(autograder.progress())


# ---------------------------------------------------------------- the next step


@pytest.fixture
def fresh(monkeypatch):
    """Forget which checks have failed before."""
    from autograder.notebook import checking

    monkeypatch.setattr(checking, "_in_a_row", {})


def test_pass_names_the_next_question_and_what_it_builds_on(classroom, folder, monkeypatch):
    sample.write(classroom, folder)
    monkeypatch.chdir(folder)
    shown = repr(autograder.check("network"))
    assert "Next: Cross-entropy is the naive softmax loss (cross-entropy-naive, in 02_derivations)." in shown
    assert "It builds on negative-sampling, skipgram, sgd." in autograder.check("sgd")._repr_html_()
    assert "That was the last question" not in repr(autograder.check("sentiment"))


def test_third_failure_in_a_row_shows_the_smallest_failing_input(classroom, folder, monkeypatch, fresh):
    sample.write(classroom, folder, wrong=["repeats-counted-once"])
    monkeypatch.chdir(folder)
    shown = [repr(autograder.check("negative-sampling")) for _ in range(3)]
    assert "The smallest input" not in shown[0] + shown[1]
    call = next(line for line in shown[2].splitlines() if line.startswith("  w2v_lib."))
    arguments = "np.array([1.0]), 0, np.array([[1.0], [0.0]]), np.array([1, 1])"
    assert call == f"  w2v_lib.negative_sampling_loss_and_gradient({arguments})"
    import numpy as np

    import w2v_lib

    got = eval(call, {"np": np, "w2v_lib": w2v_lib})[2]  # ready to paste
    written = np.array2string(got, precision=5, suppress_small=True, separator=", ")
    assert f"got       {written}".replace("\n", "") in shown[2]


def test_pass_in_between_restarts_the_count_of_failures(classroom, folder, monkeypatch, fresh):
    sample.write(classroom, folder, wrong=["repeats-counted-once"])
    monkeypatch.chdir(folder)
    file = folder / "w2v_lib" / "word2vec.py"
    wrong = file.read_text("utf-8")
    right = (classroom.course.folder / "w2v_lib" / "word2vec.py").read_text("utf-8")
    for text in (wrong, wrong, right, wrong, wrong):
        file.write_text(text, "utf-8")
        assert "The smallest input" not in repr(autograder.check("negative-sampling"))
    assert "The smallest input" in repr(autograder.check("negative-sampling"))


def test_reference_gives_the_recorded_values_on_small_inputs(classroom, folder, monkeypatch):
    from autograder.checks.diagnosis import smallest
    from autograder.checks.question_checks import checks_of
    from autograder.notebook.local import local_checker

    sample.write(classroom, folder)
    monkeypatch.chdir(folder)
    course = classroom.course
    checker = local_checker(folder, course)
    with_small = [q.id for q in course.catalogue.checked if checks_of(course, q.id).small]
    assert len(with_small) == 10
    for question in with_small:
        small = checks_of(course, question).small
        assert len(checker.table.content["small"][question]) == len(small) >= 2
        assert smallest.example(course, question, checker.caller, checker.interface, checker.table) == ""
