"""A process with limits for all work on what strangers wrote: parsing, judging, comparing, showing.

That code is ours, and is not to be trusted with its own time and memory all the same. Here an item of work
takes at most so much, an item that fails is named, and the next one follows.
"""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np

from . import forking, scratch, syscalls, wire
from .box import receive
from .isolated import MachineError
from .launch import limits
from .zygote import kill

SECONDS, SECONDS_IN_ALL = 5, 60  # of computing: for an item, and for a stranger's whole work
WAITING = 4  # as long as this times the seconds is waited for, on a busy machine
MEMORY = 512 * 2**20  # bytes
LARGEST_ANSWER = wire.LIMIT
SECONDS_TO_START = 60.0
START = "from autograder.sandbox import limited_worker; limited_worker.main()"
SOCKETS = "recvfrom recvmsg sendto sendmsg getsockname getsockopt"
"""System calls on sockets that it has already, beside those that a student's function may make."""
T = TypeVar("T")


class RanOut(Exception):
    """An item of work was given up; the text says why, as what it took. `details`: a traceback, for us."""

    def __init__(self, why: str, details: str = "") -> None:
        super().__init__(why)
        self.details = details


class Limited:
    """Does work item by item, in a process of its own for each stranger.

    Args:
        warm: a function that is called once, in the process of which the others are forks.
        arguments: its arguments.
    """

    def __init__(self, warm: Callable[..., object], *arguments: object) -> None:
        self._warm = (warm.__module__, warm.__qualname__, list(arguments))
        self._cleanup = contextlib.ExitStack()
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self.in_all = self.left = float(SECONDS_IN_ALL)
        self._start()

    def __enter__(self) -> "Limited":
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def _start(self) -> None:
        """Start the process; it gets ready while we do other things."""
        self._control, theirs = socket.socketpair()
        self._cleanup.callback(self._control.close)
        home = self._cleanup.enter_context(scratch.folder("limited"))
        setup = {"filter": np.frombuffer(_filter(), np.uint8), "limits": _limits(), "warm": self._warm}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"import sys; sys.path[1:1] = {sys.path!r}; {START}"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd=home,
                start_new_session=True,
            )
        self._cleanup.callback(self._end)
        self._control.settimeout(SECONDS_TO_START)
        self._control.sendall(wire.frame(setup))
        self._is_ready = False

    def fresh(self, seconds: float = SECONDS_IN_ALL) -> None:
        """Begin with another stranger: nothing of the one before is left, and the time counts anew."""
        self._leave()
        self.in_all = self.left = seconds

    def call(
        self,
        function: Callable[..., T],
        *arguments: object,
        raises: tuple[type[Exception], ...] = (),
        door: Callable[[], socket.socket] | None = None,
        waiting: float = 0.0,
        seconds: int = SECONDS,
    ) -> T:
        """Return the value of a function of a module, of and with plain data, computed under limits.

        Raises RanOut, MachineError, and those exceptions in `raises` that the function raised.

        Args:
            function: what to call.
            arguments: its arguments.
            raises: exceptions that are answers, not failures; each is made of one text.
            door: gives a socket to the box, where the function needs one.
            waiting: seconds that may pass besides, while the box computes.
            seconds: of computing.
        """
        if self.left < 1:
            raise RanOut(f"the {self.in_all:g} seconds for it and all that stands before it are used up")
        seconds = min(seconds, int(self.left))
        asked = wire.frame((function.__module__, function.__qualname__, list(arguments), seconds))
        channel, began = self._open(), time.monotonic()
        try:
            answer = _exchange(channel, asked, began + WAITING * seconds + waiting, door)
        except (OSError, EOFError, wire.WireError) as problem:  # TimeoutError is an OSError
            self._leave()
            self.left -= seconds
            late = isinstance(problem, TimeoutError) or time.monotonic() > began + seconds
            raise RanOut(f"it takes more than {seconds} s" if late else "its process ended") from None
        return cast(T, self._value(answer, raises))

    def _value(self, answer: Any, raises: tuple[type[Exception], ...]) -> Any:
        """Return the value in an answer; raise what was raised."""
        match answer:
            case ("value", value, float() as took):
                self.left -= took
                return value
            case ("memory",):
                self._leave()
                raise RanOut(f"it takes more than {MEMORY // 2**20} MB")
            case ("raised", module, name, text, details):
                for kind in raises:
                    if (kind.__module__, kind.__qualname__) == (module, name):
                        raise kind(text)
                raise RanOut(f"the program fails at it ({name})", details)
        raise RanOut("its process answers with something else")

    def _open(self) -> socket.socket:
        """Return the socket to this stranger's process. Raises MachineError."""
        if self._channel is not None:
            return self._channel
        for _ in range(2):  # the first process may have been ended from outside
            ours, theirs = socket.socketpair()
            with theirs, contextlib.suppress(OSError, EOFError, wire.WireError):
                self._wait_until_ready()
                socket.send_fds(self._control, [b"q"], [theirs.fileno()])
                if self._control.recv(1) == forking.FORKED:
                    self._channel = ours
                    return ours
            ours.close()
            self.close()
            self._start()
        raise MachineError("the process in which submissions are read does not start; see `w2v doctor`")

    def _wait_until_ready(self) -> None:
        if not self._is_ready:
            if receive(self._control, 64, time.monotonic() + SECONDS_TO_START) != "ready":
                raise EOFError
            self._is_ready = True

    def _leave(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def _end(self) -> None:
        self._leave()
        if self._process is not None:
            kill(self._process)
            self._process.wait()

    def close(self) -> None:
        """End the process and its forks."""
        self._cleanup.close()


def _exchange(
    channel: socket.socket, asked: bytes, deadline: float, door: Callable[[], socket.socket] | None
) -> Any:
    """Send a request and return its answer; hand sockets to the box over while it asks for them."""
    channel.settimeout(max(deadline - time.monotonic(), 1e-3))
    channel.sendall(asked)
    while (answer := receive(channel, LARGEST_ANSWER, deadline)) == "door" and door is not None:
        with door() as inner:
            socket.send_fds(channel, [b"d"], [inner.fileno()])
    return answer


def _filter() -> bytes:
    """Return the filter of system calls; none on a machine without."""
    try:
        return syscalls.program(SOCKETS)
    except (ImportError, RuntimeError, OSError):
        return b""


def _limits() -> dict[str, int]:
    ours = {"RLIMIT_AS": MEMORY, "RLIMIT_CPU": 2 * SECONDS_IN_ALL, "RLIMIT_CORE": 0}
    return {name: limit for name, limit in ours.items() if name in limits()}
