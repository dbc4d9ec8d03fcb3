"""Boxes are forks of one warm process: no submission sees, reaches or leaves anything of another's."""

import contextlib
import os
import signal
import textwrap
import time

import pytest
from sandboxes import HAS_GROUPS, TIERS, adopting_orphans, children, gone

from autograder.sandbox import cgroups, launch, syscalls, tiers
from autograder.sandbox.isolated import Boxes, Sandboxed

SANDBOXES = [tier for tier in TIERS if tier != launch.TRUSTED]
BUBBLEWRAP = [tier for tier in SANDBOXES if tier == launch.BUBBLEWRAP]


@pytest.fixture
def no_filter(monkeypatch):
    """Leave the namespaces and the user alone to hold: every system call goes through to the kernel."""
    monkeypatch.setattr(syscalls, "program", lambda more="": b"")


@pytest.fixture(params=SANDBOXES)
def boxes(request):
    yield from started(request.param)


@pytest.fixture(params=BUBBLEWRAP)
def bubblewrap(request):
    yield from started(request.param)


def started(tier):
    boxes = Boxes(tier, "lib")
    yield boxes
    boxes.close()


def submitted(boxes, code):
    """Return what `run()` of one submission gives, in a box of its own, and leave the box as it is."""
    boxes.renew()
    imports = "import ctypes, fcntl, os, socket\nimport numpy as np\n"
    caller = Sandboxed({"lib/__init__.py": imports + textwrap.dedent(code)}, boxes, "lib")
    caller.begin()
    return caller.call("run", ()).value


def test_all_boxes_are_forks_of_one_process_which_ends_with_the_last(boxes):
    with adopting_orphans():
        before = children()
        assert [submitted(boxes, "def run(): return 1") for _ in range(3)] == [1, 1, 1]
        first = boxes.zygote.process.pid
        assert submitted(boxes, "def run(): return 2") == 2 and boxes.zygote.process.pid == first
        assert boxes.zygote.forks
        boxes.close()
        assert gone(before)


def test_a_submission_has_its_own_files_open_and_none_of_the_graders(boxes):
    code = """
        def run():
            return [number for number in range(64) if is_open(number)]
        def is_open(number):
            try:
                return bool(os.fstat(number))
            except OSError:
                return False
        """
    assert submitted(boxes, code) == [0, 1, 2, 3]  # nothing, three times, and the question's own socket


def test_two_submissions_have_no_open_file_and_no_random_numbers_in_common(boxes):
    code = """
        def run():
            before = fcntl.fcntl(1, fcntl.F_GETFL)
            fcntl.fcntl(1, fcntl.F_SETFL, before | os.O_APPEND | os.O_NONBLOCK)
            return [before, np.random.random()]
        """
    (flags, number), (flags_then, number_then) = submitted(boxes, code), submitted(boxes, code)
    assert flags == flags_then and number != number_then


@pytest.mark.skipif(launch.OTHER_USER not in SANDBOXES, reason="only root can become another user")
def test_as_another_user_every_submission_is_another_one():
    with contextlib.closing(Boxes(launch.OTHER_USER, "lib")) as boxes:
        users = [submitted(boxes, "def run(): return [os.getuid(), os.getegid()]") for _ in range(2)]
    assert users[0] != users[1] and all(user == group != 0 for user, group in users)


LEAVES = """
    def run():
        libc = ctypes.CDLL(None, use_errno=True)
        memory = libc.shmget(4711, 4096, 0o1777)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind("\\0left")
        listener.listen()
        open("/tmp/left", "w").write("x")
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True:
                    listener.accept()
            os._exit(0)
        return memory >= 0
    """
LOOKS = """
    def run():
        found = []
        if ctypes.CDLL(None).shmget(4711, 4096, 0) >= 0:
            found.append("memory")
        try:
            socket.socket(socket.AF_UNIX).connect("\\0left")
            found.append("a socket")
        except OSError:
            pass
        found += os.listdir("/tmp")
        for number in range(1, 2000):
            try:
                os.kill(number, 0)
                found.append(number)
            except ProcessLookupError:
                pass
        return found
    """


@pytest.mark.usefixtures("no_filter")
def test_nothing_is_left_for_the_next_submission_even_without_the_filter(bubblewrap):
    with adopting_orphans():
        submitted(bubblewrap, "def run(): return 1")
        before = children()
        assert submitted(bubblewrap, LEAVES) is True
        assert submitted(bubblewrap, LOOKS) == [1, 2]  # its own processes
        bubblewrap.box.close()
        assert gone(before)


@pytest.mark.parametrize(
    "attempt",
    [
        "ctypes.CDLL(None).unshare(0x20000) == 0",  # a namespace of mounts
        "ctypes.CDLL(None).unshare(0x20000000) == 0",  # of processes
        "ctypes.CDLL(None).mount(b'tmpfs', b'/tmp', b'tmpfs', 0, None) == 0",
        "ctypes.CDLL(None).umount2(b'/tmp', 2) == 0",
        "ctypes.CDLL(None).sethostname(b'x', 1) == 0",
        "ctypes.CDLL(None).setns(ctypes.CDLL(None).syscall(434, 1, 0), 0x20000) == 0",  # pidfd_open
    ],
)
@pytest.mark.usefixtures("no_filter")
def test_a_box_keeps_no_right_of_the_zygotes_even_without_the_filter(bubblewrap, attempt):
    assert submitted(bubblewrap, f"def run(): return {attempt}") is False


@pytest.mark.usefixtures("no_filter")
def test_cannot_end_the_first_process_of_its_box_even_without_the_filter(bubblewrap):
    assert submitted(bubblewrap, "def run(): return [os.kill(1, number) for number in (9, 15)]") == [None] * 2
    bubblewrap.question().close()  # it is there


def test_a_box_ends_at_once_with_whatever_runs_in_it(boxes):
    with adopting_orphans():
        submitted(boxes, "def run(): return 1")
        boxes.renew()
        boxes.box.question().close()
        before = children()
        began = time.monotonic()
        channel = boxes.box.question()
        boxes.box.close()
        assert time.monotonic() - began < 2 and not children() - before
        channel.close()


def test_starts_another_process_when_the_first_was_ended_from_outside(boxes):
    assert submitted(boxes, "def run(): return 1") == 1
    os.kill(boxes.zygote.process.pid, signal.SIGKILL)
    boxes.zygote.process.wait()
    assert submitted(boxes, "def run(): return 2") == 2


@pytest.fixture
def no_namespaces(monkeypatch):
    """A machine on which bubblewrap's sandbox may not divide itself, as AppArmor has it on some."""
    usual = launch.bubblewrap

    def bubblewrap(*about):
        words = usual(*about)
        at = words.index("--cap-add")
        return words[:at] + words[at + 2 :]

    monkeypatch.setattr(launch, "bubblewrap", bubblewrap)


@pytest.mark.usefixtures("no_namespaces")
def test_where_no_fork_can_be_apart_each_submission_has_a_process_that_is_started_for_it(bubblewrap):
    started = set()
    for number in range(2):
        assert submitted(bubblewrap, f"def run(): return {number}") == number
        assert not bubblewrap.zygote.forks
        started.add(bubblewrap.zygote.process.pid)
    assert len(started) == 2
    assert tiers.examine(launch.BUBBLEWRAP) is None


@pytest.mark.skipif(not HAS_GROUPS, reason="this machine has no control groups for us")
def test_a_box_is_in_a_group_of_its_own_and_the_zygote_is_not(boxes, monkeypatch):
    made, usual = [], cgroups.group
    monkeypatch.setattr(cgroups, "group", lambda: made.append(usual()) or made[-1])
    for _ in range(2):
        assert submitted(boxes, "def run(): return 1") == 1
        for folder in made[-1].folders:
            inside = (folder / "cgroup.procs").read_text().split()
            assert inside and str(boxes.zygote.process.pid) not in inside  # the question may have ended
    boxes.close()
    assert not any(folder.exists() for group in made for folder in group.folders)
