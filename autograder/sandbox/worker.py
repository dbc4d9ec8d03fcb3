"""Runs students' code when grading: started once, it forks a box per submission, and in it for questions.

    python -c START HOME PACKAGES KIND [SCRATCH | ROOT]

(launch.START imports this module from HOME, where the folder `sandbox` is, and NumPy from PACKAGES. In
bubblewrap, a box mounts a SCRATCH. As another user, it is in ROOT.)

On stdin it has a socket to the grader. It gets a frame with its limits, the filter of system calls, the name
of the student's package, the text of its given modules and that of the course's functions; then it makes a
box for each order (forking.py). A box forks for each byte that comes with a socket of its own for the
question. When its limits hold, the fork says so with a byte; then the frames go over that socket:

    {file: text}                                      what the student wrote of the package, once
    (function, [arguments], through, options)         -> ("value", value, changed, did)
                                                       | ("error", kind, file, line, function)

Neither the first process nor that of a box ever sees anything of a student's.
"""

import gc
import importlib
import io
import os
import pathlib  # noqa: F401  loaded once, for all forks: what the given modules import
import socket
import struct
import sys
import zipfile  # noqa: F401  as pathlib
from collections.abc import Callable, Sequence
from functools import partial
from types import ModuleType
from typing import Any

import numpy.linalg
import numpy.random

from . import invocation, wire
from .confining import become, fork_apart, harden, keep_to, keep_to_scratch
from .forking import HARDENED, Maker, fork_for_each_question
from .from_text import FromText


def main(kind: str, place: str = "") -> None:
    """Serve the grader until it goes; `kind` and `place`: as above."""
    control = socket.socket(fileno=os.dup(0))
    setup = read(io.FileIO(os.dup(0), closefd=True))
    os.dup2(1, 0)
    course = Course(setup["library"], setup["given"], setup["functions"])
    fork, confine = ways(kind, place)
    gc.freeze()  # forks share these pages, and need not copy them to look for garbage

    def answer(question: int) -> None:
        harden(setup)
        channel = io.FileIO(question, "r+")
        channel.write(HARDENED)
        serve(channel, course)

    def live(box: socket.socket) -> None:
        numpy.random.seed()  # no two submissions share its state
        fork_for_each_question(box, answer)

    Maker(fork, confine, live).serve(control)


def ways(kind: str, place: str) -> tuple[Callable[[], int], Callable[[int, bool], None]]:
    """Return how a box is forked and confined, as Maker wants it."""
    if kind == "bubblewrap":
        return fork_apart, partial(keep_to_scratch, place)
    if kind == "other-user":
        keep_to(place)
        return os.fork, become
    return os.fork, lambda user, apart: None


class Course:
    """Hold what a box knows before it sees a student's code, and what all questions share.

    Args:
        library: the name of the package.
        given: {file: text} of its modules that no student writes.
        functions: the text of the course's functions.py.
    """

    def __init__(self, library: str, given: dict[str, str], functions: str) -> None:
        self.library, self.given = library, given
        self.compiled = {file: compile(text, file, "exec") for file, text in given.items()}
        self.functions = invocation.course_functions(functions)


def serve(channel: io.FileIO, course: Course) -> None:
    """Answer the calls of one question."""
    sys.meta_path.insert(0, FromText(read(channel) | course.given, course.compiled))
    question = Question(course.library, course.functions)
    while (request := read(channel)) is not None:
        try:
            answer: tuple[object, ...] = ("value", *question.answer(*request))
        except BaseException as problem:
            answer = describe(problem, course.library)
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
