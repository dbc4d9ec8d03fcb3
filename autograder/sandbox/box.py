"""One sandbox for one submission: a warm worker that nothing of the grader's reaches into."""

import contextlib
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from typing import Any

import numpy as np

from . import cgroups, syscalls, wire
from .launch import ENVIRONMENT, OTHER_USER, TRUSTED, command

SECONDS_TO_START, SECONDS_TO_FORK = 30.0, 5.0
MEMORY = 512 * 2**20  # bytes
LIMITS = {
    "RLIMIT_AS": MEMORY,
    "RLIMIT_CPU": 30,  # seconds; the grader's clock is faster, this is for when it is gone
    "RLIMIT_CORE": 0,
    "RLIMIT_NOFILE": 64,
    "RLIMIT_FSIZE": 8 * 2**20,
}


class BoxError(Exception):
    """The sandbox does not start; the text is what the system said."""


class Box:
    """A sandbox of one of the three launch.TIERS. `question` gives a fresh process in it, `close` ends all.

    Args:
        tier: which kind of sandbox.
        library: the name of the package that students fill in.
        functions: the text of the course's functions.py.
    """

    def __init__(self, tier: str, library: str, functions: str = "") -> None:
        self.tier, self.is_ready = tier, False
        self._cleanup = contextlib.ExitStack()
        try:
            self._start()
            self._tell(library, functions)
        except BaseException:
            self.close()
            raise

    def _start(self) -> None:
        """Start the worker's process in its sandbox."""
        self.control, theirs = socket.socketpair()
        self._cleanup.callback(self.control.close)
        home = self._cleanup.enter_context(tempfile.TemporaryDirectory(prefix="w2v-box-"))
        group = cgroups.group()
        if group is not None:
            self._cleanup.callback(group.close)
        if self.tier == OTHER_USER:
            os.chmod(home, 0o555)  # its root, empty and not to be written
        started = command(self.tier, home)
        with theirs:
            self.process = subprocess.Popen(
                group.joined(started) if group is not None else started,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd=home,
                env=ENVIRONMENT,
                start_new_session=True,
            )
        self._cleanup.callback(self._end)

    def _tell(self, library: str, functions: str) -> None:
        """Send the worker what it has to know; it gets ready while we do other things."""
        setup = {
            "filter": np.frombuffer(syscalls.program() if self.tier != TRUSTED else b"", np.uint8),
            "limits": limits(),
            "library": library,
            "functions": functions,
        }
        self.control.settimeout(SECONDS_TO_START)
        with contextlib.suppress(OSError):  # it has ended: _wait says why
            self.control.sendall(wire.frame(setup))

    def _wait(self) -> None:
        """Return when the worker is ready. Raises BoxError."""
        if self.is_ready:
            return
        try:
            if receive(self.control, 64, time.monotonic() + SECONDS_TO_START) != "ready":
                raise BoxError("its process answers with something else")
        except (OSError, EOFError, wire.WireError):
            self.process.kill()
            assert self.process.stderr is not None  # it is a pipe
            said = self.process.stderr.read().decode(errors="replace").strip().splitlines()
            raise BoxError(said[-1] if said else "its process ended without a word") from None
        self.is_ready = True

    def question(self) -> socket.socket | None:
        """Return a socket to a process of its own for a question; whatever the one before started is gone.

        None if the box is used up: something was left behind in it, or it has ended. Raises BoxError where it
        does not even start.
        """
        self._wait()
        ours, theirs = socket.socketpair()
        self.control.settimeout(SECONDS_TO_FORK)
        with theirs:
            try:
                socket.send_fds(self.control, [b"q"], [theirs.fileno()])
                forked = self.control.recv(1) == b"f"
                if forked and exactly(ours, 1, time.monotonic() + SECONDS_TO_FORK) == b"h":
                    return ours
            except (OSError, EOFError):
                pass  # it is over, as when it says so
        ours.close()
        return None

    def _end(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it is gone already
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()

    def close(self) -> None:
        """End the sandbox and all that runs in it."""
        self._cleanup.close()


def limits() -> dict[str, int]:
    """Return the LIMITS that this system knows: macOS has none of memory."""
    return {name: limit for name, limit in LIMITS.items() if sys.platform == "linux" or name != "RLIMIT_AS"}


def receive(channel: socket.socket, limit: int, deadline: float) -> Any:
    """Return the next value from a socket, whole and in time.

    Raises TimeoutError, EOFError, OSError, WireError (also where it is longer than `limit` bytes).
    """
    size = struct.unpack("<Q", exactly(channel, 8, deadline))[0]
    if size > limit:
        raise wire.WireError(f"an answer of {size} bytes, where {limit} are enough")
    return wire.decode(exactly(channel, size, deadline))


def exactly(channel: socket.socket, count: int, deadline: float) -> bytearray:
    """Return the next `count` bytes; the deadline is for all of them."""
    data = bytearray(count)
    view = memoryview(data)
    while view:
        left = deadline - time.monotonic()  # anew each time: one byte a second is too slow as well
        if left <= 0:
            raise TimeoutError
        channel.settimeout(left)
        got = channel.recv_into(view)
        if not got:
            raise EOFError
        view = view[got:]
    return data
