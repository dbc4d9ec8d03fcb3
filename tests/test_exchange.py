"""nbgrader's exchange, as on a JupyterHub: released, fetched, handed in, graded, and feedback comes back."""

import os
import pathlib
import subprocess
import sys

import pytest
from commands import w2v
from tiny import released_tiny

from autograder.release import sample

BIN = pathlib.Path(sys.executable).parent
STUDENT = "c = get_config()\nc.Exchange.root = {!r}\nc.CourseDirectory.course_id = 'tiny'\n"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A classroom and a student's folder that share an exchange; a function that runs nbgrader in one."""
    root = tmp_path_factory.mktemp("hub")
    (root / "exchange").mkdir()
    (root / "exchange").chmod(0o777)
    (root / "class").mkdir()
    (root / "student").mkdir()
    classroom = released_tiny(root / "class")
    exchange = str(root / "exchange")
    configuration = classroom.root / "nbgrader_config.py"
    configuration.write_text(f"{configuration.read_text()}\nget_config().Exchange.root = {exchange!r}\n")
    (root / "student" / "nbgrader_config.py").write_text(STUDENT.format(exchange))

    def nbgrader(folder, *words):
        env = os.environ | {"HOME": str(root), "JUPYTER_CONFIG_DIR": str(root)}
        done = subprocess.run(
            [BIN / "nbgrader", *words], cwd=root / folder, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout + done.stderr

    return classroom, root, nbgrader


def test_feedback_comes_back_through_the_exchange_after_a_resubmission(hub):
    classroom, root, nbgrader = hub
    nbgrader("class", "release_assignment", "tiny")
    nbgrader("student", "fetch_assignment", "tiny")
    nbgrader("student", "submit", "tiny")
    sample.write(classroom, root / "again")
    for path in (root / "again").rglob("*.*"):
        target = root / "student" / "tiny" / path.relative_to(root / "again")
        target.write_bytes(path.read_bytes())
    nbgrader("student", "submit", "tiny")
    nbgrader("class", "collect", "tiny", "--update")
    student = next(classroom.submitted.iterdir()).name
    secret = (classroom.handed_in(student) / "submission_secret.txt").read_text()
    graded = w2v("grade", cwd=classroom.root)
    assert "4 of 4 points" in graded.stdout, graded.stdout + graded.stderr
    assert (classroom.autograded(student) / "submission_secret.txt").read_text() == secret
    nbgrader("class", "generate_feedback", "tiny")
    nbgrader("class", "release_feedback", "tiny")
    nbgrader("student", "fetch_feedback", "tiny")
    assert len(list((root / "student" / "tiny" / "feedback").rglob("*.html"))) == 1
