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

import numpy as np

from . import syscalls, wire

HERE = pathlib.Path(__file__).parent
FILES = ("worker.py", "calling.py", "functions.py", "wire.py")  # all that lies in the box beside Python and NumPy
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
    """A sandbox of one of the three TIERS. `question` gives a fresh process in it, `close` ends all."""

    def __init__(self, tier):
        self.tier = tier
        self._cleanup = contextlib.ExitStack()
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self):
        self.control, theirs = socket.socketpair()
        self._cleanup.callback(self.control.close)
        home = self._cleanup.enter_context(tempfile.TemporaryDirectory(prefix="w2v-box-"))
        if self.tier == OTHER_USER:
            os.chmod(home, 0o555)  # its root, empty and not to be written
        with theirs:
            self.process = subprocess.Popen(
                command(self.tier, home),
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd=home,
                env=ENVIRONMENT,
                start_new_session=True,
            )
        self._cleanup.callback(self._end)
        self.control.settimeout(SECONDS_TO_START)
        limits = {name: limit for name, limit in LIMITS.items() if sys.platform == "linux" or name != "RLIMIT_AS"}  # macOS has none
        program = syscalls.program() if self.tier != TRUSTED else b""
        try:
            self.control.sendall(wire.frame({"filter": np.frombuffer(program, np.uint8), "limits": limits}))
            if receive(self.control, 64, time.monotonic() + SECONDS_TO_START) != "ready":
                raise BoxError("its process answers with something else")
        except (OSError, EOFError, wire.WireError):
            self.process.kill()
            said = self.process.stderr.read().decode(errors="replace").strip().splitlines()
            raise BoxError(said[-1] if said else "its process ended without a word") from None

    def question(self):
        """A socket to a process of its own for a question; whatever the one before started is gone."""
        ours, theirs = socket.socketpair()
        self.control.settimeout(SECONDS_TO_FORK)
        with theirs:
            try:
                socket.send_fds(self.control, [b"q"], [theirs.fileno()])
                if self.control.recv(1) == b"f" and exactly(ours, 1, time.monotonic() + SECONDS_TO_FORK) == b"h":
                    return ours
            except (OSError, EOFError):
                pass  # it is over, as when it says so
        ours.close()
        return None

    def _end(self):
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it is gone already
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stderr.close()

    def close(self):
        """Ends the sandbox and all that runs in it."""
        self._cleanup.close()


def receive(channel, limit, deadline):
    """The next value from a socket, whole and in time. Raises TimeoutError, EOFError, OSError, WireError."""
    size = struct.unpack("<Q", exactly(channel, 8, deadline))[0]
    if size > limit:
        raise wire.WireError(f"an answer of {size} bytes, where {limit} are enough")
    return wire.decode(exactly(channel, size, deadline))


def exactly(channel, count, deadline):
    data = bytearray(count)
    view = memoryview(data)
    while view:
        if (left := deadline - time.monotonic()) <= 0:  # anew each time: one byte a second is too slow as well
            raise TimeoutError
        channel.settimeout(left)
        got = channel.recv_into(view)
        if not got:
            raise EOFError
        view = view[got:]
    return data


def command(tier, home):
    """The command that starts the worker in a sandbox of this tier."""
    python = [os.path.realpath(sys._base_executable), "-I", "-S", "-B"]
    packages = pathlib.Path(np.__file__).resolve().parents[1]
    if tier == BUBBLEWRAP:
        return [*bubblewrap(python[0], packages), "--", *python, "/worker/worker.py", "/packages"]
    outside = [] if tier == TRUSTED else [home, str(next(USERS))]
    return [*python, str(HERE / "worker.py"), str(packages), *outside]


USERS = map(lambda number: 40_000 + (os.getpid() * 7 + number) % 20_000, itertools.count())  # nobody's; one for every box


def bubblewrap(python, packages):
    """bwrap with all that the worker needs to read, and nothing to write but a small /tmp."""
    stdlib = pathlib.Path(sysconfig.get_path("stdlib")).resolve()
    shown = [python, str(stdlib), str(pathlib.Path(sys.base_prefix).resolve() / "lib")]
    words = """
        bwrap --unshare-all --unshare-user --disable-userns --uid 65534 --gid 65534 --hostname sandbox
        --die-with-parent --new-session --clearenv --cap-drop ALL
        --ro-bind /usr/lib /usr/lib --ro-bind-try /usr/lib64 /usr/lib64 --symlink usr/lib /lib --symlink usr/lib64 /lib64
        --ro-bind-try /etc/ld.so.cache /etc/ld.so.cache
    """.split()
    for name, value in ENVIRONMENT.items():
        words += ["--setenv", name, value]
    words += ["--size", str(SCRATCH), "--tmpfs", "/tmp"]
    for path in shown:
        words += [] if path.startswith("/usr/lib/") or path == "/usr/lib" else ["--ro-bind", path, path]
    # what else is installed is nobody's business
    for path in (stdlib / "site-packages", stdlib / "dist-packages", pathlib.Path("/usr/lib/python3/dist-packages")):
        words += ["--tmpfs", str(path), "--remount-ro", str(path)] if path.is_dir() else []
    for name in ("numpy", "numpy.libs"):
        words += ["--ro-bind-try", str(packages / name), f"/packages/{name}"]
    for name in FILES:
        words += ["--ro-bind", str(HERE / name), f"/worker/{name}"]
    return [*words, "--remount-ro", "/", "--chdir", "/tmp"]
