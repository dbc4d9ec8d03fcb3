"""The template repository for GitHub: its workflow is read, and its steps are run as a runner would."""

import os
import subprocess
import venv

import pytest
import yaml
from bare import environment, link_packages
from commands import w2v
from declarations import installed_with
from tiny import released_tiny

from autograder.export import github
from autograder.release import sample


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """The template, and a Python in which `pip` finds what it needs without a network."""
    place = tmp_path_factory.mktemp("github")
    classroom = released_tiny(place / "room")
    done = w2v("export", "github-classroom", "--out", place / "repository", cwd=classroom.root)
    assert done.returncode == 0, done.stderr
    venv.create(place / "env", symlinks=True)
    site = next((place / "env" / "lib").glob("python3*/site-packages"))
    link_packages(installed_with("student") | {"pip"}, site)
    return classroom, place / "repository", place / "env" / "bin"


def steps(folder):
    workflow = yaml.safe_load((folder / github.WORKFLOW).read_text("utf-8"))
    return workflow["jobs"]["run-autograding-tests"]["steps"]


def run(step, folder, programs, **env):
    env = environment() | {"PATH": f"{programs}:/usr/bin:/bin", "PIP_NO_INDEX": "1"} | env
    return subprocess.run(
        ["bash", "-e", "-c", step["run"]], cwd=folder, env=env, capture_output=True, text=True
    )


def test_workflow_and_job_have_the_names_that_github_classroom_reads(repository):
    _, folder, _ = repository
    workflow = yaml.safe_load((folder / github.WORKFLOW).read_text("utf-8"))
    assert workflow["name"] == "Autograding Tests" and list(workflow["jobs"]) == ["run-autograding-tests"]
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow[True] == ["push", "workflow_dispatch"]  # YAML's `on`


def test_repository_has_the_bundle_and_no_solution(repository):
    _, folder, _ = repository
    assert {"01_pair.ipynb", "START_HERE.md", "requirements.txt"} <= set(os.listdir(folder))
    assert "not written yet" in (folder / "glove" / "pair.py").read_text("utf-8")
    assert not (folder / "solutions").exists()


def test_every_step_runs_and_says_what_is_right_and_what_is_not(repository, tmp_path):
    classroom, folder, programs = repository
    install, *checks, summary = [step for step in steps(folder) if "run" in step]
    done = run(install, folder, programs)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [check["run"] for check in checks] == ["w2v check pair-loss"]

    pushed = run(checks[0], folder, programs)
    assert pushed.returncode == 1 and "pair-loss is not written yet" in pushed.stdout

    sample.write(classroom, tmp_path / "right")
    (folder / "glove" / "pair.py").write_bytes((tmp_path / "right" / "glove" / "pair.py").read_bytes())
    pushed = run(checks[0], folder, programs)
    assert pushed.returncode == 0 and "3 of 3 points" in pushed.stdout

    page = tmp_path / "summary.md"
    done = run(summary, folder, programs, GITHUB_STEP_SUMMARY=str(page))
    assert done.returncode == 0, done.stderr
    assert page.read_text("utf-8").startswith("```\n") and "pair-loss" in page.read_text("utf-8")


def test_a_failed_check_does_not_keep_the_next_from_running(repository):
    _, folder, _ = repository
    later = [step for step in steps(folder) if step.get("id") != "install" and "run" in step]
    assert all("!cancelled()" in step["if"] and "install" in step["if"] for step in later)
