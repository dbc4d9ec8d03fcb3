"""Judge functions as the sandbox does, in a fork of the tests: the same code on both sides, without the box."""

import contextlib
import io
import os
import signal
import socket
import sys

from conftest import COURSE, ROOT

from autograder.checks.oracle import Table
from autograder.sandbox import worker

HANDOUTS = COURSE.public("handouts.grading")
DRAWER, JUDGE, CALLER = (COURSE.public(f"handouts.{name}") for name in ("drawer", "judge", "caller"))
TABLE = Table(ROOT / "assignments" / COURSE.id / COURSE.library / "expected.json")


class Forks:
    """Give a process of its own for every question, as sandbox.isolated.Boxes does."""

    def __init__(self):
        self.child = 0

    def question(self):
        self.close()
        here, there = socket.socketpair()
        self.child = os.fork()
        if self.child == 0:
            here.close()
            with contextlib.suppress(BaseException):
                for name in [name for name in sys.modules if name.split(".")[0] == COURSE.library]:
                    del sys.modules[name]  # of other tests
                course = worker.Course(COURSE.library, {}, COURSE.public_text("functions.py"))
                worker.serve(io.FileIO(there.fileno(), "r+"), course)
            os._exit(0)
        there.close()
        return here

    def close(self):
        if self.child:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
            self.child = 0


def judged(path, *names):
    """Return ({function: verdict}, notes) of these functions of a drawer, or of all that are asked for."""
    read = DRAWER.read(str(path))
    forks = Forks()
    caller = CALLER.HandoutCaller(HANDOUTS.package(read), forks, COURSE.library, TABLE.arguments.keys())
    judge = JUDGE.Judge(COURSE, caller, TABLE, read)
    found = {}
    try:
        for name in names or HANDOUTS.YEARS[HANDOUTS.year_of(set(read["homes"]))]:
            caller.left = 45.0
            before = {other: one.verdict for other, one in found.items() if not one.absent}
            found[name] = judge.verdict(name, before)
    finally:
        forks.close()
    return found, read["notes"]
