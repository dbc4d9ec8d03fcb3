"""A submission, or a drawer of old work, that brings a course of its own: none of that course is ever run."""

import pytest
from commands import w2v, w2v_process

from autograder.release import sample

MANIFEST = """id = "{id}"
title = "Mine"
library = "w2v_lib"
student_files = ["foundations.py", "word2vec.py", "learning.py", "sentiment.py"]
commands = ["check", "answer", "handout", "grade", "doctor", "train", "demo"]
"""


def bring_a_course(folder, id, witness):
    """Write a course into the folder of which every file would leave a witness if it was run."""
    evil = f"open({str(witness)!r}, 'w').close()\n"
    course = folder / "solutions" / id
    for name in ("public/__init__.py", "public/commands.py", "public/functions.py", "public/formulas.py"):
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(evil)
    for name in ("w2v_lib/__init__.py", "misconceptions/mine.py", "public/checks/sentiment.py"):
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(evil)
    (course / "public" / "questions.toml").write_text("question = []")
    (course / "course.toml").write_text(MANIFEST.format(id=id))
    (folder / "nbgrader_config.py").write_text(evil)


@pytest.mark.parametrize("id", ["word2vec", "mine"])
def test_grading_a_submission_never_runs_a_course_inside_it(classroom, tmp_path, id):
    folder = classroom.root / "handed-in" / f"brings-{id}"
    sample.write(classroom, folder)
    bring_a_course(folder, id, tmp_path / "was-run")
    elsewhere = (tmp_path, classroom.root) if id == "mine" else ()
    for cwd in (folder, *elsewhere):
        done = w2v_process("check", "--submission", folder, "sentiment", cwd=cwd)
        assert done.returncode == 0 and "2 of 2 points" in done.stdout, done.stderr
    assert not (tmp_path / "was-run").exists() and not (folder / ".w2v_secret").exists()


@pytest.mark.parametrize("id", ["word2vec", "mine"])
def test_grading_old_work_never_runs_a_course_beside_it(tmp_path, id):
    drawer = tmp_path / "drawer"
    drawer.mkdir()
    (drawer / "sgd.py").write_text("def sgd(f, x0, step, iterations, postprocessing=None):\n    return x0\n")
    bring_a_course(drawer, id, tmp_path / "was-run")
    done = w2v("handout", ".", cwd=drawer)
    assert done.returncode == 1 and "sgd" in done.stdout and "Traceback" not in done.stderr, done.stderr
    assert not (tmp_path / "was-run").exists()
