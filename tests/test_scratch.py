"""Of a grader that was killed, nothing stays behind for long: no folder, no control group."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import pytest

from autograder.sandbox import cgroups, scratch

HOLDS = """
import sys
from autograder.sandbox import scratch
with scratch.folder("test") as place:
    (place / "secret").write_text("x")
    print(place, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A folder of temporary files for the test alone, in which nobody has swept yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    scratch._sweep.cache_clear()
    yield tmp_path
    scratch._sweep.cache_clear()


@pytest.fixture
def holder(temporary):
    """A process that holds a folder, and that folder, which is old."""
    command = [sys.executable, "-c", HOLDS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        place = pathlib.Path(process.stdout.readline().strip())
        grow_old(place)
        yield process, place
        process.kill()


def grow_old(place):
    hours_ago = time.time() - 7200
    os.utime(place, (hours_ago, hours_ago))


def test_a_folder_is_of_this_account_alone_and_goes_away(temporary):
    with scratch.folder("test") as place:
        assert place.parent == temporary and place.stat().st_mode & 0o777 == 0o700
        (place / "inside").mkdir()
    assert not place.exists()


def test_the_folder_of_a_killed_process_goes_away(holder):
    process, place = holder
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (place / "secret").exists()
    with scratch.folder("test"):
        assert not place.exists()


def test_the_folder_of_a_living_process_stays(holder):
    _, place = holder
    with scratch.folder("test"):
        assert (place / "secret").exists()


def test_what_is_new_or_of_somebody_else_stays(temporary, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "mine").touch()
    new, link, file, other = (
        temporary / name for name in ("w2v-scratch-new", "w2v-scratch-link", "w2v-scratch-file", "w2v-notes")
    )
    new.mkdir()
    link.symlink_to(elsewhere)
    file.touch()
    other.mkdir()
    for place in (file, other, elsewhere):
        grow_old(place)
    os.utime(link, (0, 0), follow_symlinks=False)
    with scratch.folder("test"):
        assert new.is_dir() and other.is_dir() and file.is_file() and (elsewhere / "mine").is_file()


def test_the_groups_of_a_killed_grader_go_away(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    ours, theirs, full = (
        tmp_path / f"w2v-box-{pid}-{token}"
        for pid, token in [(os.getpid(), "a"), (gone.pid, "b"), (gone.pid, "c")]
    )
    for group in (ours, theirs, full):
        group.mkdir()
    (full / "process").touch()  # as one that runs there: the group cannot be removed
    cgroups._sweep(tmp_path)
    assert ours.is_dir() and full.is_dir() and not theirs.exists()
