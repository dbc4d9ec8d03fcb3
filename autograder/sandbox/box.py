"""One sandbox for one submission: a warm worker that nothing of the grader's reaches into."""

import contextlib
import itertools
import os
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import sysconfig
import tempfile
import time
from typing import Any

import numpy as np

from . import syscalls, wire

HERE = pathlib.Path(__file__).parent
FILES = ("__init__.py", "worker.py", "confining.py", "from_text.py", "calling.py", "wire.py")
"""All that is in the box besides Python and NumPy."""
START = (
    "import sys; sys.path += sys.argv[1:3]; from sandbox import worker; sys.path.remove(sys.argv[1]); "
    "worker.main(*sys.argv[3:])"
)
BUBBLEWRAP, OTHER_USER, TRUSTED = TIERS = ("bubblewrap", "other-user", "none")

SECONDS_TO_START, SECONDS_TO_FORK = 30.0, 5.0
MEMORY, SCRATCH = 512 * 2**20, 16 * 2**20  # bytes
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "LC_CTYPE": "C.UTF-8", "HOME": "/tmp"}
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
    """A sandbox of one of the three TIERS. `question` gives a fresh process in it, `close` ends all.

    Args:
        tier: which kind of sandbox.
        library: the name of the package that students fill in.
        functions: the text of the course's functions.py.
    """

    def __init__(self, tier: str, library: str, functions: str = "") -> None:
        self.tier = tier
        self._cleanup = contextlib.ExitStack()
        try:
            self._start()
            self._set_up(library, functions)
        except BaseException:
            self.close()
            raise

    def _start(self) -> None:
        """Start the worker's process in its sandbox."""
        self.control, theirs = socket.socketpair()
        self._cleanup.callback(self.control.close)
        home = self._cleanup.enter_context(tempfile.TemporaryDirectory(prefix="w2v-box-"))
        if self.tier == OTHER_USER:
            os.chmod(home, 0o555)  # its root, empty and not to be written
        with theirs:
            self.process = subprocess.Popen(
                command(self.tier, home),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd=home,
                env=ENVIRONMENT,
                start_new_session=True,
            )
        self._cleanup.callback(self._end)

    def _set_up(self, library: str, functions: str) -> None:
        """Send the worker what it has to know; return when it is ready."""
        setup = {
            "filter": np.frombuffer(syscalls.program() if self.tier != TRUSTED else b"", np.uint8),
            "limits": limits(),
            "library": library,
            "functions": functions,
        }
        self.control.settimeout(SECONDS_TO_START)
        try:
            self.control.sendall(wire.frame(setup))
            if receive(self.control, 64, time.monotonic() + SECONDS_TO_START) != "ready":
                raise BoxError("its process answers with something else")
        except (OSError, EOFError, wire.WireError):
            self.process.kill()
            assert self.process.stderr is not None  # it is a pipe
            said = self.process.stderr.read().decode(errors="replace").strip().splitlines()
            raise BoxError(said[-1] if said else "its process ended without a word") from None

    def question(self) -> socket.socket | None:
        """Return a socket to a process of its own for a question; whatever the one before started is gone.

        None if the box is used up: something was left behind in it, or it has ended.
        """
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


def command(tier: str, home: str) -> list[str]:
    """Return the command that starts the worker in a sandbox of this tier."""
    python = [os.path.realpath(getattr(sys, "_base_executable")), "-I", "-S", "-B", "-c", START]
    packages = pathlib.Path(np.__file__).resolve().parents[1]
    if tier == BUBBLEWRAP:
        return [*bubblewrap(python[0], packages), "--", *python, "/worker", "/packages"]
    outside = [] if tier == TRUSTED else [home, str(next(USERS))]
    return [*python, str(HERE.parent), str(packages), *outside]


USERS = map(lambda number: 40_000 + (os.getpid() * 7 + number) % 20_000, itertools.count())  # nobody's; one per box


def bubblewrap(python: str, packages: pathlib.Path) -> list[str]:
    """Return the call of bwrap with all that the worker needs to read, and nothing to write but a small /tmp."""
    words = """
        bwrap --unshare-all --unshare-user --disable-userns --uid 65534 --gid 65534 --hostname sandbox
        --die-with-parent --new-session --clearenv --cap-drop ALL
        --ro-bind /usr/lib /usr/lib --ro-bind-try /usr/lib64 /usr/lib64 --symlink usr/lib /lib
        --symlink usr/lib64 /lib64 --ro-bind-try /etc/ld.so.cache /etc/ld.so.cache
    """.split()
    for name, value in ENVIRONMENT.items():
        words += ["--setenv", name, value]
    words += ["--size", str(SCRATCH), "--tmpfs", "/tmp", *shown_of_python(python)]
    for name in ("numpy", "numpy.libs"):
        words += ["--ro-bind-try", str(packages / name), f"/packages/{name}"]
    for name in FILES:
        words += ["--ro-bind", str(HERE / name), f"/worker/sandbox/{name}"]
    return [*words, "--remount-ro", "/", "--chdir", "/tmp"]


def shown_of_python(python: str) -> list[str]:
    """Return the words for bwrap that show Python and its standard library, and hide what else is installed."""
    stdlib = pathlib.Path(sysconfig.get_path("stdlib")).resolve()
    words = []
    for path in (python, str(stdlib), str(pathlib.Path(sys.base_prefix).resolve() / "lib")):
        if path != "/usr/lib" and not path.startswith("/usr/lib/"):  # that is shown already
            words += ["--ro-bind", path, path]
    others = (stdlib / "site-packages", stdlib / "dist-packages", pathlib.Path("/usr/lib/python3/dist-packages"))
    for folder in others:
        words += ["--tmpfs", str(folder), "--remount-ro", str(folder)] if folder.is_dir() else []
    return words
