"""Which sandbox a machine can have: the canary finds holes, and where there is none the cure is named."""

import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT

from autograder.release import sample
from autograder.sandbox import box, isolated, launch, tiers

TIER = tiers.choose()
W2V = [sys.executable, "-m", "autograder.cli"]


def test_the_best_sandbox_that_passes_is_chosen(monkeypatch):
    for found, best in (
        ({launch.BUBBLEWRAP: None, launch.OTHER_USER: None}, launch.BUBBLEWRAP),
        ({launch.BUBBLEWRAP: "broken", launch.OTHER_USER: None}, launch.OTHER_USER),
    ):
        monkeypatch.setattr(tiers, "survey", lambda found=found: found)
        assert tiers.choose() == tiers.choose(trust=True) == best  # trust does not take a sandbox away
    monkeypatch.setattr(tiers, "survey", lambda: {launch.BUBBLEWRAP: "broken", launch.OTHER_USER: "broken"})
    assert tiers.choose(trust=True) == launch.TRUSTED
    with pytest.raises(tiers.NoSandbox, match="i-trust-these-submissions"):
        tiers.choose()


def test_the_canary_sings_where_there_is_no_sandbox(monkeypatch):
    problem = tiers.examine(launch.TRUSTED)
    for hole in ("read /", "write /", "read the grader's memory", "start a process", "run a program", "network socket", "end the grader"):
        assert hole in problem


@pytest.mark.parametrize(
    "hole, change",
    [
        ("network socket", lambda m: m.setattr(tiers.syscalls, "REFUSED", tiers.syscalls.REFUSED.replace("socket ", "")) or allow(m, "socket")),
        ("start a process", lambda m: m.setattr(tiers.syscalls, "CLONES", dict.fromkeys(tiers.syscalls.CLONES, True)) or fresh(m)),
        ("take a gigabyte", lambda m: m.setitem(box.LIMITS, "RLIMIT_AS", 2**40)),
        ("read /etc/passwd", lambda m: m.setattr(launch, "bubblewrap", with_etc(launch.bubblewrap))),
    ],
)
def test_a_hole_in_the_sandbox_is_noticed(monkeypatch, hole, change):
    if tiers.examine(launch.BUBBLEWRAP) is not None:
        pytest.skip("no bubblewrap here")
    change(monkeypatch)
    assert hole in (tiers.examine(launch.BUBBLEWRAP) or "")


def allow(monkeypatch, name):
    monkeypatch.setattr(tiers.syscalls, "COMPUTE", f"{tiers.syscalls.COMPUTE} {name}")
    fresh(monkeypatch)


def fresh(monkeypatch):
    monkeypatch.setattr(tiers.syscalls, "program", tiers.syscalls.program.__wrapped__)


def with_etc(bubblewrap):
    def changed(*args):
        words = bubblewrap(*args)
        at = words.index("--remount-ro", words.index("/worker/sandbox/worker.py"))
        return [*words[:at], "--ro-bind", "/etc", "/etc", *words[at:]]

    return changed


def test_a_sandbox_that_lacks_a_module_is_not_used(monkeypatch):
    monkeypatch.setattr(tiers, "NEEDED", ["math", "no_such_module"])
    assert "lacks no_such_module" in tiers.examine(TIER)


@pytest.mark.parametrize(
    "platform, problem, cure",
    [
        ("linux", "bubblewrap is not installed", "apt-get install bubblewrap"),
        ("linux", "no filter of system calls: Unable to find libseccomp", "apt-get install libseccomp2"),
        ("linux", "bwrap: setting up uid map: Permission denied", "/etc/apparmor.d/bwrap"),
        ("linux", "bwrap: Creating new namespace failed: Operation not permitted", "as its root"),
        ("darwin", "darwin has no sandbox", "Linux container"),
        ("win32", "win32 has no sandbox", "wsl --install"),
    ],
)
def test_each_machine_hears_its_own_cure(monkeypatch, platform, problem, cure):
    monkeypatch.setattr(tiers.sys, "platform", platform)
    said = tiers.refusal({launch.BUBBLEWRAP: problem, launch.OTHER_USER: "only root can become another user"})
    assert cure in said and problem in said and "--i-trust-these-submissions" in said


@pytest.fixture
def without_sandbox(tmp_path):
    """The environment of a machine that has none: a place for Python where libseccomp cannot be loaded."""
    (tmp_path / "pyseccomp.py").write_text("raise RuntimeError('Unable to find libseccomp')")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    return os.environ | {"PYTHONPATH": path}


def run(classroom, env, *words):
    return subprocess.run([*W2V, *map(str, words)], cwd=classroom.root, env=env, capture_output=True, text=True)


def test_without_a_sandbox_nothing_is_graded_unless_trusted_and_every_score_says_so(classroom, without_sandbox):
    folder = classroom.root / "submitted" / "trusted" / "word2vec"
    sample.write(classroom, folder)
    done = run(classroom, without_sandbox, "grade", "trusted")
    assert done.returncode == 3 and "apt-get install libseccomp2" in done.stderr and not done.stdout
    done = run(classroom, without_sandbox, "check", "--submission", folder, "sentiment")
    assert done.returncode == 3 and "no filter of system calls" in done.stderr
    nbgrader = [sys.executable, "-m", "nbgrader", "autograde", "word2vec", "--student", "trusted"]
    done = subprocess.run(nbgrader, cwd=classroom.root, env=without_sandbox, capture_output=True, text=True)
    assert done.returncode != 0 and "no sandbox here" in done.stderr and "Traceback" not in done.stderr
    assert not (classroom.root / "autograded" / "trusted").exists()

    trust = "--i-trust-these-submissions"
    done = run(classroom, without_sandbox, "check", "--submission", folder, "sentiment", "--json", trust)
    assert json.loads(done.stdout)["sandbox"] == "none" and done.returncode == 0
    done = run(classroom, without_sandbox, "grade", "trusted", trust)
    assert done.returncode == 0 and "no sandbox: graded as trusted" in done.stdout
    graded = (classroom.root / "autograded" / "trusted" / "word2vec" / "03_word2vec.ipynb").read_text("utf-8")
    assert graded.count("no sandbox: graded as trusted") == 5


def test_a_score_names_its_sandbox(classroom):
    folder = classroom.root / "submitted" / "boxed" / "word2vec"
    sample.write(classroom, folder)
    done = run(classroom, os.environ, "check", "--submission", folder, "sentiment", "--json")
    assert json.loads(done.stdout)["sandbox"] == TIER


def test_the_docs_name_what_is_promised():
    said = (ROOT / "docs" / "security.md").read_text("utf-8")
    from autograder import intake

    assert f"{isolated.SECONDS_PER_QUESTION:g} s a question, {isolated.SECONDS_PER_SUBMISSION:g} s in all, {box.MEMORY // 2**20} MB" in said
    assert f"{intake.LARGEST // 2**20} MB, {intake.MOST_FILES} files" in said
    assert len(list((ROOT / "tests" / "attacks").glob("*/*.py"))) > 200
