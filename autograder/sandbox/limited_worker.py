"""Does work on what strangers wrote, under limits; limited.py starts it and asks for each item.

The first process learns what the work needs (a course, a grammar), sees nothing of a stranger's, and forks
for each of them. Over the fork's socket go frames:

    (module, function, [arguments], seconds)    what to call
    "door"                                      from here: a process of the box is needed; its socket comes
    ("value", value, seconds that it took) | ("raised", module, name, text, traceback) | ("memory",)
"""

import gc
import importlib
import io
import os
import socket
import sys
import time
import traceback
from typing import Any

from . import wire
from .confining import compute_until, harden
from .forking import fork_for_each_question
from .worker import read

channel: socket.socket  # of this fork


def main() -> None:
    """Serve until nobody asks any more."""
    sys.path.remove("")  # the current folder: an empty one
    control = socket.socket(fileno=os.dup(0))
    setup = read(io.FileIO(os.dup(0), closefd=True))
    module, name, arguments = setup["warm"]
    named(module, name)(*arguments)
    gc.freeze()  # forks share these pages
    control.sendall(wire.frame("ready"))

    def answer(fork: int) -> None:
        global channel
        channel = socket.socket(fileno=fork)
        os.dup2(1, 0)  # the first process's socket is not the fork's
        os.dup2(1, 2)  # what Python says of an error nobody can catch goes nowhere
        harden(setup)
        serve()

    fork_for_each_question(control, answer)


def named(module: str, name: str) -> Any:
    """Return a function by its place."""
    return getattr(importlib.import_module(module), name)


def serve() -> None:
    """Do one item after the other."""
    reader = io.FileIO(channel.fileno(), closefd=False)
    while (request := read(reader)) is not None:
        module, name, arguments, seconds = request
        began = time.process_time()
        compute_until(int(began) + 1 + seconds)
        try:
            value = named(module, name)(*arguments)
            answer = wire.frame(("value", value, time.process_time() - began))
        except MemoryError:
            answer = wire.frame(("memory",))
        except Exception as problem:
            kind, said = type(problem), "".join(traceback.format_exception(problem)[-12:])
            answer = wire.frame(("raised", kind.__module__, kind.__qualname__, str(problem), said))
        channel.sendall(answer)


class Door:
    """Gets processes of the box from the grader, which alone may start one (as isolated.Boxes)."""

    def question(self) -> socket.socket:
        """Return a socket to a process of its own for a question."""
        channel.sendall(wire.frame("door"))
        _, sockets, _, _ = socket.recv_fds(channel, 1, 1)
        return socket.socket(fileno=sockets[0])

    def close(self) -> None:
        """Do nothing: the grader ends the box."""
