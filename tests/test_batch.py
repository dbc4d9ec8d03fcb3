"""A class is graded whole, whatever happens on the way: ledger, gradebook, interruptions, regrading."""

import contextlib
import datetime
import errno
import functools
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import time

import pytest
from commands import W2V, w2v, w2v_process
from nbgrader.api import Gradebook
from servers import postgresql
from tiny import copy_tiny

from autograder.course import Classroom
from autograder.gradebook import book, crew, folders
from autograder.gradebook.desk import failed
from autograder.gradebook.ledger import Ledger, Run
from autograder.gradebook.outcome import FAILED, GRADED, Job, Outcome
from autograder.release import sample
from autograder.release.assignment import release

KILLS = int(os.environ.get("W2V_KILLS", 5))  # 50 for a long run by hand
CLASS = [f"s{number}" for number in range(6)]


@pytest.fixture(scope="module")
def taught(tmp_path_factory):
    """A released tiny course: copied by `new` with its secret, never graded itself."""
    classroom = copy_tiny(tmp_path_factory.mktemp("taught"))
    release(classroom)
    classroom.secret()
    return classroom


@pytest.fixture
def new(taught, tmp_path):
    """A function that makes a classroom in which these students have handed in."""

    def new(*students, name="class"):
        root = tmp_path / name
        shutil.copytree(taught.root, root)
        classroom = Classroom.around(root)
        for student in students:
            sample.write(classroom, classroom.handed_in(student))
        return classroom

    return new


def gradebook(classroom):
    return Gradebook(f"sqlite:///{classroom.root}/gradebook.db", "tiny")


def grades(classroom, student):
    """Return {cell: (auto, manual, whether a person must look)} of a student."""
    with gradebook(classroom) as there:
        found = there.find_submission("tiny", student)
        return {
            grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for notebook in found.notebooks
            for grade in notebook.grades
        }


def everything(classroom):
    """Return all that grading leaves: the gradebook without its random ids, and the graded files."""
    with gradebook(classroom) as there:
        rows = {
            submission.student.id: (
                submission.score,
                submission.timestamp,
                sorted(
                    (g.name, g.auto_score, g.manual_score, g.needs_manual_grade)
                    for notebook in submission.notebooks
                    for g in notebook.grades
                ),
                sorted(
                    (c.name, c.comment or "") for notebook in submission.notebooks for c in notebook.comments
                ),
            )
            for submission in there.assignment_submissions("tiny")
        }
    graded = classroom.root / "autograded"
    files = {path.relative_to(graded): path.read_bytes() for path in graded.rglob("*") if path.is_file()}
    return rows, files


def spoil(classroom, student):
    """Hand in something else: the functions are not written any more."""
    (classroom.handed_in(student) / "glove" / "pair.py").write_text("", "utf-8")


def in_solutions(classroom, name, old, new):
    path = classroom.course.folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


# ---------------------------------------------------------------- what is graded, and what stands


def test_what_has_not_changed_stands_and_what_has_is_graded_and_said(new):
    classroom = new("ada", "bo")
    first = w2v("grade", cwd=classroom.root)
    assert first.returncode == 0 and "2 graded, 0 not graded. 2 answers to read" in first.stdout, first
    again = w2v("grade", cwd=classroom.root)
    assert "0 graded, 0 not graded, 2 as before" in again.stdout
    assert "4 of 4 points by the program, 1 answer to read, as before" in again.stdout
    spoil(classroom, "bo")
    third = w2v("grade", cwd=classroom.root).stdout
    assert "1 graded, 0 not graded, 1 as before" in third and "(handed in again)" in third
    assert grades(classroom, "bo")["pair-loss"] == (0.0, None, False)
    entries = Ledger(classroom).latest()
    assert entries["bo"].scores["pair-loss"] == 0.0 and entries["ada"].scores["pair-loss"] == 3.0


def test_no_score_is_stale(new):
    classroom = new("ada")

    def graded():
        done = w2v_process("grade", cwd=classroom.root)  # it reads the course as it is now
        assert "1 graded" in done.stdout, done.stdout + done.stderr
        return done.stdout

    assert "4 of 4 points" in graded()
    in_solutions(classroom, "public/checks/pair_loss.py", "for D in (3, 5)", "for D in (3, 4)")
    assert "checks or the grader changed" in graded()
    in_solutions(classroom, "public/questions.toml", "the_slope = 2", "the_slope = 4")
    assert w2v_process("release", "--force", cwd=classroom.root).returncode == 0
    said = graded()
    assert "6 of 6 points" in said and "a new release, questions or points corrected" in said


def test_patterns_name_students_and_an_unknown_one_is_a_wrong_call(new):
    classroom = new("ada", "adam", "bo")
    done = w2v("grade", "--student", "ad*", cwd=classroom.root)
    assert "2 graded" in done.stdout
    assert w2v("grade", "nobody", cwd=classroom.root).returncode == 2
    assert w2v("grade", "--resume", cwd=classroom.root).returncode == 2


def test_a_later_hand_in_that_is_refused_is_marked_beside_the_score_that_stands(new):
    classroom = new("ada")
    w2v("grade", cwd=classroom.root)
    before = grades(classroom, "ada")
    (classroom.handed_in("ada") / "01_pair.ipynb").write_text("no notebook", "utf-8")
    done = w2v("grade", cwd=classroom.root)
    assert done.returncode == 1 and "01_pair.ipynb is no notebook" in done.stdout
    assert grades(classroom, "ada") == before
    again = w2v("grade", cwd=classroom.root)  # it is told again, and not tried again
    assert again.returncode == 1 and "Grading" not in again.stdout
    assert "Who needs a look" in again.stdout and "01_pair.ipynb is no notebook" in again.stdout
    with sqlite3.connect(classroom.root / "gradebook.db") as db:
        [(refused,)] = db.execute("select refused from w2v_entered where student_id = 'ada'").fetchall()
    assert "01_pair.ipynb is no notebook" in refused
    assert Ledger(classroom).latest()["ada"].status == "refused"


def test_what_people_gave_is_kept_and_late_work_is_penalized_as_the_plugin_says(new):
    classroom = new("ada")
    with open(classroom.root / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write("c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    (classroom.handed_in("ada") / "timestamp.txt").write_text("2026-03-02 10:00:00 UTC")
    with gradebook(classroom) as there:
        there.find_assignment("tiny").duedate = datetime.datetime(2026, 3, 1)
        there.db.commit()
    w2v("grade", cwd=classroom.root)
    with gradebook(classroom) as there:
        found = there.find_submission("tiny", "ada")
        assert found.timestamp == datetime.datetime(2026, 3, 2, 10) and found.late_submission_penalty == 4.0
        there.find_grade("pair-weight-written", "01_pair", "tiny", "ada").manual_score = 1.5
        there.find_comment("pair-weight-written", "01_pair", "tiny", "ada").manual_comment = "nearly"
        there.db.commit()
    w2v("grade", "--force", cwd=classroom.root)
    assert grades(classroom, "ada")["pair-weight-written"] == (None, 1.5, True)
    with gradebook(classroom) as there:
        assert there.find_comment("pair-weight-written", "01_pair", "tiny", "ada").comment == "nearly"


# ---------------------------------------------------------------- interruptions


def test_kills_at_any_moment_and_the_same_command_give_the_same_gradebook(new):
    undisturbed, killed = new(*CLASS, name="undisturbed"), new(*CLASS, name="killed")
    secret = undisturbed.secret()
    (killed.root / ".w2v_secret").write_bytes(secret)
    began = time.monotonic()
    assert w2v_process("grade", "--workers", "2", cwd=undisturbed.root).returncode == 0
    took = time.monotonic() - began
    dice = random.Random(7)
    for _ in range(KILLS):
        interrupt(killed, dice.uniform(0.2, 1) * took)
        if len(Ledger(killed).latest()) == len(CLASS):
            shutil.rmtree(killed.root / "autograded", ignore_errors=True)  # all is done: begin again
    assert w2v_process("grade", cwd=killed.root).returncode == 0
    assert everything(killed) == everything(undisturbed)
    assert "6 as before" in w2v("grade", cwd=killed.root).stdout


def interrupt(classroom, seconds):
    """Start `w2v grade`, and kill it after so many seconds."""
    command = [W2V, "grade", "--workers", "2"]
    process = subprocess.Popen(
        command, cwd=classroom.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_resume_goes_on_with_a_call_that_grades_all_again(new):
    classroom = new("ada", "bo")
    w2v("grade", cwd=classroom.root)
    ledger = Ledger(classroom)
    ledger.begin(Run("cut-short", ["ada", "bo"], force=True))
    entry = ledger.latest()["ada"]
    ledger.append(type(entry)(**vars(entry) | {"run": "cut-short"}))
    done = w2v("grade", "--resume", cwd=classroom.root)  # it remembers --force
    assert "1 graded, 0 not graded, 1 as before" in done.stdout, done
    assert ledger.last_run().is_done and w2v("grade", "--resume", cwd=classroom.root).returncode == 2


def test_a_line_of_the_ledger_that_was_cut_short_counts_as_none(new):
    classroom = new("ada")
    w2v("grade", cwd=classroom.root)
    ledger = Ledger(classroom)
    whole = ledger.latest()["ada"]
    with open(ledger.path, "a", encoding="utf-8") as file:
        file.write('{"student": "ada", "status": "gra')
    assert ledger.latest() == {"ada": whole}
    ledger.append(whole)
    assert ledger.latest() == {"ada": whole} and len(ledger.path.read_text("utf-8").splitlines()) == 5


def test_a_folder_whose_name_is_no_text_is_refused_and_the_ledger_stays_readable(new):
    classroom = new("ada")
    os.rename(classroom.submitted / "ada", os.fsencode(classroom.submitted) + b"/z\xff")
    sample.write(classroom, classroom.handed_in("ada"))
    for _ in range(2):
        done = w2v("grade", "--workers", "1", cwd=classroom.root)
        assert done.returncode == 1 and "no student's id" in done.stdout, done
    assert {entry.status for entry in Ledger(classroom).latest().values()} == {"graded", "refused"}


def test_two_at_once_are_one_and_a_sentence(new):
    classroom = new("ada")
    with Ledger(classroom).alone():
        done = w2v("grade", cwd=classroom.root)
    assert done.returncode == 3 and "another `w2v grade` is at work" in done.stderr
    assert str(os.getpid()) in done.stderr


# ---------------------------------------------------------------- processes that die


def outcome_of(job, died):
    """Grade as a stand-in: `dies` always ends its process, `once` only the first time."""
    mark = pathlib.Path(died) / job.student
    if job.student == "dies" or (job.student == "once" and not mark.exists()):
        mark.touch()
        os._exit(1)
    return Outcome(job.student, GRADED)


def test_a_process_that_dies_is_replaced_and_costs_nobody_else(tmp_path):
    students = ["ada", "once", "bo", "dies", "cy", "di", "eve"]
    grade = functools.partial(outcome_of, died=str(tmp_path))
    jobs = iter([Job(student, {}, "") for student in students])
    with contextlib.closing(crew.Pool(grade, 2, __name__)) as processes:
        found = {job.student: value for job, value in crew.each(processes, jobs)}
    assert isinstance(found.pop("dies"), crew.Died)
    assert {outcome.status for outcome in found.values()} == {GRADED}
    assert found.keys() == set(students) - {"dies"}
    assert failed("dies", crew.Died()).status == FAILED


def test_a_cluster_of_dask_grades_the_same(new):
    classroom = new("ada", "bo")
    done = w2v_process("grade", "--scheduler", "local", "--workers", "2", cwd=classroom.root)
    assert "2 graded, 0 not graded" in done.stdout and "4 of 4 points" in done.stdout, (
        done.stdout + done.stderr
    )
    here = everything(classroom)
    shutil.rmtree(classroom.root / "autograded")
    assert w2v_process("grade", "--force", cwd=classroom.root).returncode == 0
    assert everything(classroom) == here


# ---------------------------------------------------------------- grading again


def test_regrading_shows_who_gains_or_loses_before_it_is_written(new):
    classroom = new("ada", "bo")
    w2v("grade", cwd=classroom.root)
    spoil(classroom, "bo")
    before = everything(classroom)
    shown = w2v("grade", "--regrade", cwd=classroom.root)
    assert "0 gain points, 1 lose some, 1 stay as they are" in shown.stdout, shown
    assert "bo  -3: pair-loss 3 to 0" in shown.stdout and "Nothing is written" in shown.stdout
    assert everything(classroom) == before
    written = w2v("grade", "--regrade", "--yes", cwd=classroom.root)
    assert "Grading" not in written.stdout  # what was shown is what is written
    assert grades(classroom, "bo")["pair-loss"] == (0.0, None, False)
    lines = [json.loads(line) for line in Ledger(classroom).path.read_text("utf-8").splitlines()]
    assert [line["scores"]["pair-loss"] for line in lines if line.get("student") == "bo"] == [3.0, 0.0]


# ---------------------------------------------------------------- one gradebook


def test_the_gradebook_of_the_configuration_is_used_everywhere(taught, tmp_path):
    classroom = copy_tiny(tmp_path)
    with open(classroom.root / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write(f"get_config().CourseDirectory.db_url = 'sqlite:///{tmp_path}/other.db'\n")
        file.write("get_config().CourseDirectory.submitted_directory = 'handed_in'\n")
    assert w2v("release", cwd=classroom.root).returncode == 0
    sample.write(classroom, tmp_path / "handed_in" / "ada" / "tiny")
    assert "1 graded" in w2v("grade", cwd=classroom.root).stdout
    assert w2v("feedback", cwd=classroom.root).returncode == 0
    assert not (tmp_path / "gradebook.db").exists()


def test_a_gradebook_in_postgresql_holds_the_same(tmp_path):
    classroom = copy_tiny(tmp_path)
    with postgresql() as address:
        with open(classroom.root / "nbgrader_config.py", "a", encoding="utf-8") as file:
            file.write(f"get_config().CourseDirectory.db_url = {address!r}\n")
        assert w2v("release", cwd=classroom.root).returncode == 0
        for student in ("ada", "bo"):
            sample.write(classroom, classroom.handed_in(student))
        spoil(classroom, "bo")
        first = w2v("grade", "--workers", "1", cwd=classroom.root)
        assert "ada  4 of 4 points" in first.stdout and "bo   1 of 4 points" in first.stdout, first
        assert "2 as before" in w2v("grade", cwd=classroom.root).stdout
        with Gradebook(address, "tiny") as there:
            assert there.find_submission("tiny", "bo").score == 1
        [backup] = (classroom.root / ".w2v" / "backups").iterdir()
        assert "CREATE TABLE" in backup.read_text("utf-8")
    done = w2v("grade", "--force", cwd=classroom.root)
    assert done.returncode == 3 and "does not answer: see that its server runs" in done.stderr
    assert done.stderr.count("\n") == 1


@contextlib.contextmanager
def locked(path):
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        yield


@contextlib.contextmanager
def damaged(path):
    path.write_bytes(b"garbage" * 99)
    yield


@contextlib.contextmanager
def emptied(path):
    path.write_bytes(b"")
    yield


@contextlib.contextmanager
def gone(path):
    path.unlink()
    yield


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (locked, "gradebook.db is locked by another program"),
        (damaged, "gradebook.db is damaged: put a copy from .w2v/backups/"),
        (emptied, "gradebook.db does not know the assignment tiny yet: run `w2v release`"),
        (gone, "there is no gradebook gradebook.db: run `w2v release`"),
    ],
)
def test_a_gradebook_that_cannot_be_used_is_one_line(new, state, said, monkeypatch):
    monkeypatch.setattr("nbgrader.api.create_engine", impatient)
    classroom = new("ada")
    with state(classroom.root / "gradebook.db"):
        for command in ("grade", "feedback"):
            done = w2v(command, cwd=classroom.root)
            assert done.returncode == 3 and said in done.stderr, (command, done)
            assert len(done.stderr.splitlines()) == 1 and not done.stdout


def impatient(url, **how):
    """Make an engine that waits for a lock no longer than a moment."""
    from sqlalchemy import create_engine

    return create_engine(url, connect_args={"timeout": 0.05}, **how)


def test_a_full_disk_stops_the_run_at_the_first_student_with_one_line(new, monkeypatch):
    classroom = new("ada", "bo")

    def full(path, *how):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(folders.os, "open", full)
    done = w2v("grade", cwd=classroom.root)
    assert done.returncode == 3 and "No space left on device" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_secret_that_another_account_owns_is_one_line(new, monkeypatch):
    classroom = new("ada", "bo")

    def denied(self):
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(pathlib.Path, "read_bytes", denied_for(".w2v_secret", denied))
    done = w2v("grade", cwd=classroom.root)
    assert done.returncode == 3 and ".w2v_secret cannot be read by this account" in done.stderr
    assert "chgrp" in done.stderr and done.stderr.count("\n") == 1


def denied_for(name, denied):
    real = pathlib.Path.read_bytes
    return lambda self: denied(self) if self.name == name else real(self)


def test_a_group_that_shares_the_folder_may_read_the_secret(new):
    classroom = new("ada")
    with open(classroom.root / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write("get_config().CourseDirectory.groupshared = True\n")
    (classroom.root / ".w2v_secret").unlink()
    assert "1 graded" in w2v("grade", cwd=classroom.root).stdout
    graded = classroom.autograded("ada")
    assert (classroom.root / ".w2v_secret").stat().st_mode & 0o777 == 0o660
    assert (graded / "01_pair.ipynb").stat().st_mode & 0o777 == 0o664
    assert graded.stat().st_mode & 0o2770 == 0o2770 and graded.parent.stat().st_mode & 0o2770 == 0o2770


def test_a_backup_is_made_before_the_first_write_and_five_are_kept(new):
    classroom = new("ada")
    w2v("grade", cwd=classroom.root)
    for _ in range(6):
        assert not book.back_up(book.settings(classroom))
    backups = sorted((classroom.root / ".w2v" / "backups").iterdir())
    assert len(backups) == 5
    with contextlib.closing(sqlite3.connect(backups[-1])) as db:
        assert db.execute("select count(*) from submitted_assignment").fetchone() == (1,)
