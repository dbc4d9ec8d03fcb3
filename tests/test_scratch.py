"""Of a grader that was killed, nothing stays behind for long: no folder, no control group."""

import errno
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

import pytest
from sandboxes import HAS_GROUPS

from autograder.gradebook import material
from autograder.sandbox import cgroups, scratch
from autograder.sandbox.tiers import NoSandbox

HOLDS_A_FOLDER = """
import sys
from autograder.sandbox import scratch
with scratch.folder("test") as place:
    (place / "secret").write_text("x")
    print(place, flush=True)
    sys.stdin.read()
"""
HOLDS_A_GROUP = """
import sys
from autograder.sandbox import cgroups
group = cgroups.group()
print(*group.folders, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A folder of temporary files for the test alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def holder():
    """A function that starts a process with this code, and returns it and the paths that it prints."""
    started = []

    def start(code):
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process, [pathlib.Path(path) for path in process.stdout.readline().split()]

    yield start
    for process in started:
        kill(process)
        process.stdin.close()
        process.stdout.close()


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_folder_is_of_this_account_alone_and_goes_away(temporary):
    with scratch.folder("test") as place:
        assert place.parent == temporary and place.stat().st_mode & 0o777 == 0o700
        (place / "inside").mkdir()
    assert not place.exists()


def test_the_folder_of_a_killed_process_goes_away_and_that_of_a_living_one_stays(temporary, holder):
    killed, [its_folder] = holder(HOLDS_A_FOLDER)
    _, [living] = holder(HOLDS_A_FOLDER)
    kill(killed)
    assert (its_folder / "secret").exists()
    for _ in range(2):
        with scratch.folder("test"):
            assert not its_folder.exists() and (living / "secret").exists()


def test_a_sweep_that_comes_before_the_lock_costs_another_folder(temporary, monkeypatch):
    swept, makes = [], tempfile.mkdtemp

    def makes_and_loses(*words, **named):
        place = makes(*words, **named)
        if not swept:
            swept.append(place)
            scratch._sweep()
        return place

    monkeypatch.setattr(tempfile, "mkdtemp", makes_and_loses)
    with scratch.folder("test") as place:
        assert place.is_dir() and str(place) not in swept and not os.path.exists(swept[0])


def test_where_nothing_can_be_locked_a_folder_is_given_and_none_is_removed(temporary, holder, monkeypatch):
    killed, [its_folder] = holder(HOLDS_A_FOLDER)
    kill(killed)

    def no_locks(*words):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", no_locks)
    with scratch.folder("test") as place:
        assert place.is_dir() and (its_folder / "secret").exists()


def test_links_files_other_names_and_machines_are_left_alone(temporary, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "mine").touch()
    link, file = temporary / f"{scratch.PREFIX}link", temporary / f"{scratch.PREFIX}file"
    notes, of_another_machine = temporary / "w2v-scratch", temporary / "w2v-scratch-other-box-1"
    link.symlink_to(elsewhere)
    file.touch()
    notes.mkdir()
    of_another_machine.mkdir()
    with scratch.folder("test"):
        assert (link / "mine").is_file() and file.is_file() and notes.is_dir() and of_another_machine.is_dir()


def test_a_folder_of_another_account_is_left_alone(temporary, monkeypatch):
    theirs = temporary / f"{scratch.PREFIX}theirs"
    theirs.mkdir()
    mine = os.getuid()
    with monkeypatch.context() as patched:
        patched.setattr(os, "getuid", lambda: mine + 1)
        scratch._sweep()
    assert theirs.is_dir()
    scratch._sweep()
    assert not theirs.exists()


def test_a_desk_that_cannot_be_made_leaves_nothing(temporary, monkeypatch):
    def no_sandbox(trust):
        raise NoSandbox("there is none")

    monkeypatch.setattr(material.tiers, "choose", no_sandbox)
    packed = material.zipped({material.SECRET: b"x"})
    with pytest.raises(NoSandbox):
        material._desk(material.Material(digest="", packed=packed, course="", tier=None, trust=False))
    assert not list(temporary.iterdir())


@pytest.mark.skipif(not HAS_GROUPS, reason="this machine has no control groups for us")
def test_the_group_of_a_killed_grader_goes_away_and_that_of_a_living_one_stays(holder):
    killed, its_folders = holder(HOLDS_A_GROUP)
    _, living = holder(HOLDS_A_GROUP)
    kill(killed)
    assert its_folders and all(folder.is_dir() for folder in its_folders + living)
    cgroups.group().close()
    assert all(folder.is_dir() for folder in living) and not any(folder.exists() for folder in its_folders)


def test_the_second_box_has_a_group_too_where_the_first_divided_ours(tmp_path, monkeypatch):
    above = tmp_path / "session.scope"
    (above / cgroups.OURS).mkdir(parents=True)
    (above / "cgroup.subtree_control").write_text("memory pids")
    monkeypatch.setattr(cgroups, "ROOT", tmp_path)
    monkeypatch.setattr(cgroups, "OWN", tmp_path / "own")
    for own in ("session.scope", f"session.scope/{cgroups.OURS}"):
        cgroups.OWN.write_text(f"0::/{own}\n")
        [(folder, limits)] = cgroups._places()
        assert folder == above and limits["memory.max"] == cgroups.MEMORY
