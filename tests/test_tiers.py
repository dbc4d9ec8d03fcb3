"""Which sandbox a machine can have: a self-test finds holes, and where there is none one hears what to do."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest
from conftest import COURSE, ROOT
from sandboxes import TIERS

from autograder import intake
from autograder.cli import main
from autograder.release import sample
from autograder.sandbox import cgroups, isolated, launch, syscalls, tiers

TRUST = "--i-trust-these-submissions"


def test_chooses_the_best_sandbox_that_passes(monkeypatch):
    for found, best in (
        ({launch.BUBBLEWRAP: None, launch.OTHER_USER: None}, launch.BUBBLEWRAP),
        ({launch.BUBBLEWRAP: "broken", launch.OTHER_USER: None}, launch.OTHER_USER),
    ):
        monkeypatch.setattr(tiers, "examined", found.get)
        assert tiers.choose() == tiers.choose(trust=True) == best  # trust does not take a sandbox away


def test_chooses_none_only_where_submissions_are_trusted(monkeypatch):
    monkeypatch.setattr(tiers, "examined", lambda tier: "broken")
    assert tiers.choose(trust=True) == launch.TRUSTED
    with pytest.raises(tiers.NoSandbox, match="i-trust-these-submissions"):
        tiers.choose()


@pytest.mark.parametrize(
    "hole",
    [
        "read /",
        "write /",
        "read the grader's memory",
        "start a process",
        "run a program",
        "network socket",
        "end the grader",
    ],
)
def test_self_test_finds_every_hole_where_there_is_no_sandbox(hole, without_any):
    assert hole in without_any


@pytest.fixture(scope="module")
def without_any():
    return tiers.examine(launch.TRUSTED)


def allow_sockets(monkeypatch):
    monkeypatch.setattr(syscalls, "REFUSED", syscalls.REFUSED.replace("socket ", ""))
    monkeypatch.setattr(syscalls, "COMPUTE", f"{syscalls.COMPUTE} socket")


def allow_processes(monkeypatch):
    # both kinds of clone, without a contradiction that every libseccomp would resolve in its own way
    monkeypatch.setattr(syscalls, "CLONES", dict.fromkeys(syscalls.CLONES, True))


def allow_memory(monkeypatch):
    monkeypatch.setitem(launch.LIMITS, "RLIMIT_AS", 2**40)
    monkeypatch.setattr(cgroups, "group", lambda: None)  # where there is one, it stands in


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize(
    ("hole", "change"),
    [
        ("network socket", allow_sockets),
        ("start a process", allow_processes),
        ("take a gigabyte", allow_memory),
    ],
)
def test_self_test_notices_a_hole_in_a_sandbox(monkeypatch, tier, hole, change):
    change(monkeypatch)
    monkeypatch.setattr(syscalls, "program", syscalls.program.__wrapped__)  # made anew
    assert hole in (tiers.examine(tier) or "")


@pytest.mark.skipif(launch.BUBBLEWRAP not in TIERS, reason="no bubblewrap here")
def test_self_test_notices_files_that_bubblewrap_should_not_show(monkeypatch):
    bubblewrap = launch.bubblewrap

    def with_etc(*args):
        words = bubblewrap(*args)
        at = words.index("--remount-ro", words.index("/worker/sandbox/worker.py"))
        return [*words[:at], "--ro-bind", "/etc", "/etc", *words[at:]]

    monkeypatch.setattr(launch, "bubblewrap", with_etc)
    assert "read /etc/passwd" in (tiers.examine(launch.BUBBLEWRAP) or "")


def test_does_not_use_a_sandbox_that_lacks_a_module(monkeypatch):
    monkeypatch.setattr(tiers, "NEEDED", ["math", "no_such_module"])
    assert "lacks no_such_module" in tiers.examine(tiers.choose())


@pytest.mark.parametrize(
    ("platform", "problem", "advice"),
    [
        ("linux", "bubblewrap is not installed", "apt-get install bubblewrap"),
        ("linux", "no filter of system calls: Unable to find libseccomp", "apt-get install libseccomp2"),
        ("linux", "bwrap: setting up uid map: Permission denied", "/etc/apparmor.d/bwrap"),
        ("linux", "bwrap: Creating new namespace failed: Operation not permitted", "as its root"),
        ("darwin", "darwin has no sandbox", "Linux container"),
        ("win32", "win32 has no sandbox", "wsl --install"),
    ],
)
def test_tells_each_machine_what_to_do(monkeypatch, platform, problem, advice):
    monkeypatch.setattr(tiers.sys, "platform", platform)
    found = {launch.BUBBLEWRAP: problem, launch.OTHER_USER: "only root can become another user"}
    said = tiers.refusal(found)
    assert advice in said and problem in said
    assert (TRUST in said) == (platform != "win32")  # there, not even trusted code could be run in a box


@pytest.fixture
def hand_in(classroom, monkeypatch):
    """Write a student's submission into the classroom, in which commands run; return its folder."""
    monkeypatch.chdir(classroom.root)

    def hand_in(student):
        folder = classroom.handed_in(student)
        sample.write(classroom, folder)
        return folder

    return hand_in


@pytest.fixture
def without_libseccomp(monkeypatch):
    """A machine that has no sandbox, since libseccomp cannot be loaded."""

    def program(more=""):
        raise RuntimeError("Unable to find libseccomp")

    monkeypatch.setattr(syscalls, "program", program)
    monkeypatch.setattr(tiers, "examined", tiers.examine)  # asked anew


@pytest.mark.usefixtures("without_libseccomp")
def test_without_a_sandbox_nothing_is_graded_unless_trusted(hand_in, capsys):
    hand_in("trusted")
    graded = pathlib.Path("autograded", "trusted", COURSE.id, "03_word2vec.ipynb")
    [advice] = tiers.cure({launch.BUBBLEWRAP: "libseccomp" if shutil.which("bwrap") else "not installed"})
    assert main(["grade", "trusted"]) == 3
    said = capsys.readouterr()
    assert advice in said.err and not said.out
    assert not graded.exists()
    assert main(["grade", "trusted", TRUST]) == 0
    assert "no sandbox: graded as trusted" in capsys.readouterr().out
    assert graded.read_text("utf-8").count("no sandbox: graded as trusted") == 5  # every score says so


@pytest.mark.usefixtures("without_libseccomp")
def test_without_a_sandbox_no_submission_is_checked_unless_trusted(hand_in, capsys):
    command = ["check", "--submission", str(hand_in("checked")), "sentiment", "--json"]
    assert main(command) == 3
    assert "no filter of system calls" in capsys.readouterr().err
    assert main([*command, TRUST]) == 0
    assert json.loads(capsys.readouterr().out)["sandbox"] == launch.TRUSTED


def test_nbgraders_own_command_refuses_to_grade_without_a_sandbox(hand_in, tmp_path):
    hand_in("refused")
    (tmp_path / "pyseccomp.py").write_text("raise RuntimeError('Unable to find libseccomp')")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "nbgrader", "autograde", COURSE.id, "--student", "refused"]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True)
    assert done.returncode != 0 and "no sandbox here" in done.stderr and "Traceback" not in done.stderr
    assert not pathlib.Path("autograded", "refused").exists()


def test_a_score_names_its_sandbox(hand_in, capsys):
    assert main(["check", "--submission", str(hand_in("boxed")), "sentiment", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sandbox"] == tiers.choose()


def test_docs_name_the_limits_as_they_are():
    said = (ROOT / "docs" / "security.md").read_text("utf-8")
    time = f"{isolated.SECONDS_PER_QUESTION:g} s per question, {isolated.SECONDS_PER_SUBMISSION:g} s in all"
    files = f"{launch.LIMITS['RLIMIT_NOFILE']} files, {launch.LIMITS['RLIMIT_FSIZE'] // 2**20} MB per file"
    assert f"{time}, {launch.MEMORY // 2**20} MB, {files}" in said
    assert f"{intake.LARGEST // 2**20} MB, {intake.MOST_FILES} files" in said
    assert len(list((ROOT / "tests" / "attacks").glob("*/*.py"))) > 200
