"""One warm process per grader: it has Python and NumPy ready, forks the boxes, and sees no student's code."""

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Mapping

import numpy as np

from . import forking, scratch, syscalls, wire
from .launch import ENVIRONMENT, OTHER_USER, TRUSTED, USERS, command, limits

SECONDS_TO_START = 30.0


class BoxError(Exception):
    """The sandbox does not start; the text is what the system said."""


class Zygote:
    """The process that boxes are forks of. It starts when the first is ordered, and anew if it has ended.

    Where the kernel does not allow its forks namespaces of their own, `forks` is false, and each box has a
    process that is started for it.

    Args:
        tier: which kind of sandbox (launch.TIERS).
        library: the name of the package that students fill in.
        functions: the text of the course's functions.py.
        given: {file: text} of the package's modules that no student writes.
    """

    def __init__(
        self, tier: str, library: str, functions: str = "", given: Mapping[str, str] | None = None
    ) -> None:
        self.tier, self.forks = tier, tier != TRUSTED
        self._setup = {"library": library, "functions": functions, "given": dict(given or {})}
        self._cleanup = contextlib.ExitStack()
        self.process: subprocess.Popen[bytes] | None = None

    def order(self, channel: socket.socket, group: list[int]) -> None:
        """Let a box be made whose socket to the grader is `channel`, and which joins the group (its files).

        Raises BoxError.
        """
        if self.has_ended:
            self.close()
            self._start()
        nothing = os.open(os.devnull, os.O_RDWR)  # nothing that two boxes have open is the same
        order = forking.ORDER.pack(forking.FORK if self.forks else forking.ALONE, next(USERS))
        try:
            socket.send_fds(self.control, [order], [channel.fileno(), nothing, *group])
        except OSError:
            raise self.failure() from None
        finally:
            os.close(nothing)

    def _start(self) -> None:
        """Start the process, and tell it what it has to know; it gets ready while we do other things."""
        self.control, theirs = socket.socketpair()
        self._cleanup.callback(self.control.close)
        home = self._cleanup.enter_context(scratch.folder("box"))
        if self.tier == OTHER_USER:
            os.chmod(home, 0o555)  # its root, empty and not to be written
        with theirs:
            self.process = subprocess.Popen(
                command(self.tier, str(home)),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd=home,
                env=ENVIRONMENT,
                start_new_session=True,
            )
        self._cleanup.callback(self._end)
        program = syscalls.program() if self.tier != TRUSTED else b""
        setup = self._setup | {"filter": np.frombuffer(program, np.uint8), "limits": limits()}
        self.control.settimeout(SECONDS_TO_START)
        with contextlib.suppress(OSError):  # it has ended: `failure` says why
            self.control.sendall(wire.frame(setup))

    def failure(self) -> BoxError:
        """End the process; return what it said last."""
        if self.process is None:
            return BoxError("its process has ended")
        kill(self.process)
        assert self.process.stderr is not None  # it is a pipe
        said = self.process.stderr.read().decode(errors="replace").strip().splitlines()
        self.close()
        return BoxError(said[-1] if said else "its process ended without a word")

    @property
    def has_ended(self) -> bool:
        """Tell whether its processes are gone, or about to be."""
        return self.process is None or self.process.poll() is not None

    def _end(self) -> None:
        if self.process is None:
            return
        kill(self.process)
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()
        self.process = None

    def close(self) -> None:
        """End the process, and with it all boxes in the sandbox that it made."""
        self._cleanup.close()


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process that leads a group, and the group with it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # it is gone already
        os.killpg(process.pid, signal.SIGKILL)
