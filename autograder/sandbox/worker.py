"""Runs a student's code when grading: started once per submission, it forks for every question.

    python -c START HOME PACKAGES [ROOT UID | SCRATCH]

(launch.START imports this module from HOME, where the folder `sandbox` is, and NumPy from PACKAGES. Where it
is started as root, it goes to ROOT and becomes the user UID; in bubblewrap, it mounts a SCRATCH.)

On stdin it has a socket to the grader. It gets a frame with its limits, the filter of system calls, the name
of the student's package and the text of the course's functions; it answers "ready", and then forks for each
byte that comes with a socket of its own for the question. When its limits hold, the fork says so with a byte;
then the frames go over that socket:

    {file: text}                                      the student's package, once
    (function, [arguments], through, options)         -> ("value", value, changed, did)
                                                       | ("error", kind, file, line, function)

The first process never sees anything of the student's.
"""

import gc
import importlib
import io
import os
import pathlib  # noqa: F401  loaded once, for all forks: what the given modules import
import signal
import socket
import struct
import sys
import zipfile  # noqa: F401  as pathlib
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy.linalg
import numpy.random  # noqa: F401  as pathlib

from . import invocation, wire
from .confining import harden, mount_scratch, move_out
from .from_text import FromText

FORKED, USED_UP, HARDENED = b"f", b"u", b"h"


def main(*outside: str) -> None:
    """Serve the grader until it goes; `outside`: as above."""
    control = socket.socket(fileno=os.dup(0))
    setup = read(io.FileIO(os.dup(0), closefd=True))
    functions = invocation.course_functions(setup["functions"])
    match outside:
        case (root, uid):
            move_out(root, int(uid))
        case (scratch,):
            mount_scratch(scratch)
    for stream in (0, 2):  # what student code reads or prints goes where our stdout goes: nowhere
        os.dup2(1, stream)
    gc.freeze()  # forks share these pages, and need not copy them to look for garbage
    control.sendall(wire.frame("ready"))

    def answer(question: int) -> None:
        harden(setup)
        channel = io.FileIO(question, "r+")
        channel.write(HARDENED)
        serve(channel, setup["library"], functions)

    fork_for_each_question(control, answer)


def fork_for_each_question(control: socket.socket, answer: Callable[[int], None]) -> None:
    """Run `answer` in a process of its own for every socket (its number) that comes over `control`."""
    child = None
    while True:
        _, sockets, _, _ = socket.recv_fds(control, 1, 1)
        if child is not None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        if not sockets:
            return
        if os.listdir("."):  # the last question has left something for this one
            control.sendall(USED_UP)
            return
        child = os.fork()
        if child == 0:
            control.close()
            answer(sockets[0])
            os._exit(0)
        os.close(sockets[0])
        control.sendall(FORKED)


def serve(channel: io.FileIO, library: str, functions: ModuleType) -> None:
    """Answer the calls of one question."""
    sys.meta_path.insert(0, FromText(read(channel)))
    question = Question(library, functions)
    while (request := read(channel)) is not None:
        try:
            answer: tuple[object, ...] = ("value", *question.answer(*request))
        except BaseException as problem:
            answer = describe(problem, library)
        try:
            left = memoryview(wire.frame(answer))
        except Exception:  # whatever was returned, it is no value
            left = memoryview(wire.frame(("error", "WireError", "", 0, "")))
        while left:
            left = left[channel.write(left) :]


class Question:
    """Calls the student's functions, each as it was when it was first called."""

    def __init__(self, library: str, functions: ModuleType) -> None:
        self.library, self.functions = library, functions
        self.targets: dict[str, Callable[..., object]] = {}

    def answer(
        self, function: str, arguments: Sequence[object], through: str | None, options: dict[str, Any]
    ) -> tuple[object, list[int], list[str]]:
        """Return the value, the changed arguments and what else it did, as invocation.call."""
        package = importlib.import_module(self.library)
        if function not in self.targets:
            self.targets[function] = getattr(package, function)
        return invocation.call(self.targets[function], arguments, package, self.functions, through, options)


def describe(problem: BaseException, library: str) -> tuple[object, ...]:
    """Return the kind of exception and the place; its text stays here, for it could hold the inputs."""
    return ("error", type(problem).__name__, *invocation.place_of(problem, f"{library}/"))


def read(channel: io.FileIO) -> Any:
    """Return the next value, None at the end."""
    head = exactly(channel, 8)
    return wire.decode(exactly(channel, struct.unpack("<Q", head)[0])) if head else None


def exactly(channel: io.FileIO, count: int) -> bytes | bytearray:
    """Return the next `count` bytes, none at the end."""
    data = bytearray(count)
    view = memoryview(data)
    while view:
        got = channel.readinto(view)
        if not got:
            return b""
        view = view[got:]
    return data
