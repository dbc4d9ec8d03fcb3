"""Forks a warm process: a fork for every box, and in a box one for every question.

A box is ordered with the number of a user and with files: the box's own socket to the grader, a file that
holds nothing (its input and output), and those by which it joins its group (cgroups.py). Once it is confined
it says so, with the number of its processes as a group (0 where a namespace holds them) and with a handle of
its first process.
"""

import contextlib
import os
import signal
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass

from .confining import end_with_parent

ORDER = ANSWER = struct.Struct("<cI")
FORK, ALONE = b"f", b"a"
"""Orders: a box that is a fork, one of many; one that is this very process, where no fork can be apart."""
READY, REFUSED = b"r", b"x"
FORKED, USED_UP, HARDENED = b"f", b"u", b"h"
MOST_FILES = 4  # of an order: a socket, nothing, and a group's (two in version 1)


@dataclass(frozen=True)
class Maker:
    """Makes boxes.

    fork: forks, so that the child's processes are apart from all others. Raises OSError.
    confine: takes rights away from a box; gets the number of its user, and if it is a fork. Raises OSError.
    live: does what a box does, given its socket to the grader.
    """

    fork: Callable[[], int]
    confine: Callable[[int, bool], None]
    live: Callable[[socket.socket], None]

    def serve(self, control: socket.socket) -> None:
        """Make a box for every order, until no more come or one takes this process itself."""
        while True:
            order, files, _, _ = socket.recv_fds(control, ORDER.size, MOST_FILES)
            _forget_the_ended()
            if not files:
                return
            kind, user = ORDER.unpack(order)
            if kind == ALONE:
                control.close()
                _join(files[2:])
                self.confine(user, False)
                self._live(files, [])
                return
            self._fork_box(control, user, files)
            for file in files:
                os.close(file)

    def _fork_box(self, control: socket.socket, user: int, files: list[int]) -> None:
        """Start a box in a fork; where the kernel does not allow it, say so."""
        try:
            if self.fork():
                return
        except OSError:
            _refuse(files[0])
            return
        try:  # from here on, this is the fork
            control.close()
            os.setsid()
            _join(files[2:])
            self.confine(user, True)
            end_with_parent()
            handle = [os.pidfd_open(os.getpid())] if hasattr(os, "pidfd_open") else []
        except OSError:
            _refuse(files[0])
            os._exit(1)
        try:
            self._live(files, handle, group=os.getpid())
        finally:
            os._exit(0)

    def _live(self, files: list[int], handle: list[int], group: int = 0) -> None:
        """Say that the box is ready, and let it be one."""
        channel, nothing = files[:2]
        box = socket.socket(fileno=channel)
        socket.send_fds(box, [ANSWER.pack(READY, group if group != 1 else 0)], handle)
        for file in handle:
            os.close(file)
        for stream in (0, 1, 2):  # what is read and printed
            os.dup2(nothing, stream)
        os.close(nothing)
        self.live(box)


def _join(group: list[int]) -> None:
    """Join a box's group of processes; the others in it will be forks of this one."""
    for file in group:
        with contextlib.suppress(OSError):  # what a group limits is not promised on every machine
            os.write(file, b"0")
        os.close(file)


def _refuse(channel: int) -> None:
    with contextlib.suppress(OSError):  # nobody waits for it any more
        os.write(channel, ANSWER.pack(REFUSED, 0))


def _forget_the_ended() -> None:
    """Take the exit codes of boxes that have ended: until now, their numbers could be no other process's."""
    with contextlib.suppress(ChildProcessError):  # there are none
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


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
