"""Judge functions as the sandbox does, in a process of their own: the same code on both sides, without the box."""

import atexit
import functools
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile

from conftest import COURSE, ROOT

from autograder.checks.oracle import Table
from autograder.sandbox import forking, wire

HANDOUTS = COURSE.public("handouts.grading")
DRAWER, JUDGE, CALLER = (COURSE.public(f"handouts.{name}") for name in ("drawer", "judge", "caller"))
TABLE = Table(ROOT / "assignments" / COURSE.id / COURSE.library / "expected.json")
CONVERSION = COURSE.public("handouts.conversion")
CONVERSION._refactored = functools.cache(CONVERSION._refactored)  # tests read the same files again and again
FORKER = pathlib.Path(__file__).with_name("forker.py")


class Forks:
    """Give a process of its own for every question, as sandbox.isolated.Boxes does.

    They are forks of a small one, which has nothing but what a box has: a fork of the tests' own process, with
    all that they have imported, takes ten times as long.
    """

    def __init__(self):
        self.control, theirs = socket.socketpair()
        self.nowhere = tempfile.mkdtemp()
        with theirs:
            command = [sys.executable, FORKER, ROOT]
            self.process = subprocess.Popen(
                command, stdin=theirs, stdout=subprocess.DEVNULL, cwd=self.nowhere
            )
        self.control.sendall(wire.frame((COURSE.library, COURSE.public_text("functions.py"))))

    def question(self):
        here, there = socket.socketpair()
        with there:
            socket.send_fds(self.control, [b"q"], [there.fileno()])
            assert self.control.recv(1) == forking.FORKED
        return here

    def close(self):
        """Stay: the next question ends what the last one started."""

    def end(self):
        self.control.close()
        self.process.wait()
        shutil.rmtree(self.nowhere)


@functools.cache
def forks():
    """Return the one for all tests."""
    made = Forks()
    atexit.register(made.end)
    return made


def judged(path, *names):
    """Return ({function: verdict}, notes) of these functions of a drawer, or of all that are asked for."""
    read = DRAWER.read(str(path))
    caller = CALLER.HandoutCaller(HANDOUTS.package(read), forks(), COURSE.library, TABLE.arguments.keys())
    judge = JUDGE.Judge(COURSE, caller, TABLE, read)
    found = {}
    for name in names or HANDOUTS.YEARS[HANDOUTS.year_of(set(read["homes"]))]:
        caller.left = 45.0
        before = {other: one.verdict for other, one in found.items() if not one.absent}
        found[name] = judge.verdict(name, before)
    return found, read["notes"]
