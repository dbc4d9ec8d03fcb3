"""One sandbox for one submission: a worker that nothing of the grader's, or of others, reaches into."""

import contextlib
import os
import select
import signal
import socket
import struct
import time
from typing import Any

from . import cgroups, forking, wire
from .zygote import SECONDS_TO_START, BoxError, Zygote

SECONDS_TO_FORK, SECONDS_TO_END = 5.0, 5.0
ENDED = b"e"


class Box:
    """A sandbox. `question` gives a fresh process in it, `close` ends all.

    Args:
        zygote: makes it, in the sandbox of its tier. Raises BoxError.
    """

    def __init__(self, zygote: Zygote) -> None:
        self.zygote, self.is_alone = zygote, not zygote.forks
        self.said, self.group, self.handle = b"", 0, -1
        """What it said when it was made or refused, or ENDED; its group of processes; its first process."""
        self._cleanup = contextlib.ExitStack()
        self.control, theirs = socket.socketpair()
        self._cleanup.callback(self.control.close)
        try:
            with theirs:
                self._order(theirs)
        except BaseException:
            self._cleanup.close()
            raise

    def _order(self, theirs: socket.socket) -> None:
        """Let it be made; it gets ready while we do other things."""
        group = cgroups.group()
        if group is None:
            self.zygote.order(theirs, [])
            return
        self._cleanup.callback(group.close)
        with group.files() as files:
            self.zygote.order(theirs, files)

    def _wait(self) -> None:
        """Return when it has been made or refused. Raises BoxError."""
        if self.said:
            return
        try:
            self.control.settimeout(SECONDS_TO_START)
            answer, handles, _, _ = socket.recv_fds(self.control, forking.ANSWER.size, 1)
            self.said, self.group = forking.ANSWER.unpack(answer)
        except (OSError, struct.error):
            raise self.zygote.failure() from None
        for self.handle in handles:
            self._cleanup.callback(os.close, self.handle)
        if self.said == forking.REFUSED:
            self.zygote.forks = False

    def question(self) -> socket.socket | None:
        """Return a socket to a process of its own for a question; whatever the one before started is gone.

        None if the box is used up: something was left behind in it, it has ended, or the machine has only
        boxes of another kind. Raises BoxError where it does not even start.
        """
        self._wait()
        ours, theirs = socket.socketpair()
        self.control.settimeout(SECONDS_TO_FORK)
        with theirs:
            try:
                socket.send_fds(self.control, [b"q"], [theirs.fileno()])
                forked = self.control.recv(1) == forking.FORKED
                if forked and exactly(ours, 1, time.monotonic() + SECONDS_TO_FORK) == forking.HARDENED:
                    return ours
            except (OSError, EOFError):
                pass  # it is over, as when it says so
        ours.close()
        return None

    def close(self) -> None:
        """End the sandbox and all that runs in it."""
        with contextlib.suppress(BoxError):  # then it has ended
            self._wait()
        if self.is_alone:
            self.zygote.close()
        elif self.said == forking.READY:
            self._end()
        self.said = ENDED
        self._cleanup.close()

    def _end(self) -> None:
        """End its processes, and wait until they are gone."""
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it is gone already
            if self.group and not self.zygote.has_ended:  # else the number may be another's by now
                os.killpg(self.group, signal.SIGKILL)
            if self.handle >= 0:
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        if self.handle >= 0 and not self._is_gone():
            self.zygote.close()  # nothing of it may be left

    def _is_gone(self) -> bool:
        """Wait until its first process has ended; tell whether it has."""
        watched = select.poll()
        watched.register(self.handle, select.POLLIN)
        return bool(watched.poll(1000 * SECONDS_TO_END))


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
