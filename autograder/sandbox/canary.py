"""Tries to do, in a student's place, what no student's code may: a self-test that is sent in as a submission.

`escapes` returns the names of what it could do (none, in a sound sandbox), `works` what a right answer needs
and could not do.
"""

import contextlib
import ctypes
import importlib
import os
import socket
import threading
from collections.abc import Callable
from functools import partial

SYSCALLS = {  # x86-64
    "keyctl": 250,
    "ptrace": 101,
    "process_vm_readv": 310,
    "bpf": 321,
    "userfaultfd": 323,
    "io_uring_setup": 425,
}


def escapes(paths: list[str], parent: int) -> list[str]:
    """Return the names of what worked.

    Args:
        paths: files of the grader, which have to stay unread.
        parent: the process that grades.
    """
    attempts: dict[str, Callable[[], object]] = {f"read {path}": partial(_read, path) for path in paths}
    attempts |= {
        f"write {path}": partial(_open, path, os.O_WRONLY | os.O_APPEND | os.O_CREAT) for path in paths
    }
    attempts |= {
        "list the grader's folder": lambda: os.listdir(os.path.dirname(paths[0])),
        "read the grader's memory": lambda: _open(f"/proc/{parent}/mem", os.O_RDONLY),
        "read its parent's memory": lambda: _open(f"/proc/{os.getppid()}/mem", os.O_RDONLY),
        "read the grader's environment": lambda: _read(f"/proc/{parent}/environ"),
        "read /etc/passwd": lambda: _read("/etc/passwd"),
        "write beside the system's files": lambda: _write("/usr/lib/w2v-canary"),
        "write in the root": lambda: _write("/w2v-canary"),
        "end the grader": lambda: os.kill(parent, 0),
        "end its parent": lambda: os.kill(os.getppid(), 0),
        "start a process": _fork,
        "run a program": lambda: _wait_for(os.posix_spawn("/bin/true", ["true"], {})),
        "open a network socket": lambda: socket.socket(socket.AF_INET),
        "open a local socket": lambda: socket.socket(socket.AF_UNIX),
        "take a gigabyte": lambda: bytearray(2**30),
        "be root": _be_root,
        "see the grader's environment": _see_environment,
    }
    if os.uname().machine == "x86_64":
        attempts |= {name: partial(_system_call, number) for name, number in SYSCALLS.items()}
    return [name for name, attempt in attempts.items() if _succeeds(attempt)]


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, MemoryError):
        return False
    return True


def _open(path: str, how: int) -> None:
    os.close(os.open(path, how, 0o600))


def _read(path: str) -> None:
    with open(path, "rb") as file:
        file.read()


def _write(path: str) -> None:
    open(path, "w", encoding="utf-8").close()
    os.remove(path)


def _fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    _wait_for(child)


def _wait_for(child: int) -> None:
    """Wait until a process has ended: its signal would stop us once we let ourselves be traced (ptrace)."""
    with contextlib.suppress(OSError):  # to wait may be forbidden where to start is not
        os.waitpid(child, 0)


def _be_root() -> None:
    if os.geteuid() != 0 and os.getuid() != 0:
        raise PermissionError


def _see_environment() -> None:
    if not set(os.environ) - {"OPENBLAS_NUM_THREADS", "LC_CTYPE", "HOME", "PWD"}:
        raise PermissionError


def _system_call(number: int) -> None:
    """Raise if the kernel does not answer as if it had tried."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, 0, 0, 0, 0, 0, 0) < 0 and ctypes.get_errno() in (1, 38):  # EPERM, ENOSYS
        raise PermissionError


def works(modules: list[str]) -> list[str]:
    """Return what a submission may need and does not get: modules, numbers, a thread."""
    missing = [name for name in modules if not _imports(name)]
    import numpy as np  # noqa: PLC0415  here, since whether there is a NumPy is what is being found out

    a = np.eye(3) + 1
    if not np.allclose(np.linalg.solve(a, a), np.eye(3)) or np.random.default_rng(0).random() >= 1:
        missing.append("numpy computes")
    done: list[int] = []
    thread = threading.Thread(target=lambda: done.append(1))
    thread.start()
    thread.join()
    return missing if done else [*missing, "threads"]


def _imports(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True
