"""Tries to do, in a student's place, what no student's code may: the sandbox's self-test sends it in as a submission.

`escapes` returns the names of what it could do (none, in a sound sandbox), `works` what a right answer needs
and could not do.
"""

import contextlib
import ctypes
import importlib
import os
import socket
import threading

SYSCALLS = {"keyctl": 250, "ptrace": 101, "process_vm_readv": 310, "bpf": 321, "userfaultfd": 323, "io_uring_setup": 425}  # x86-64


def escapes(paths, parent):
    """`paths`: files of the grader, which have to stay unread; `parent`: the process that grades."""
    attempts = {f"read {path}": lambda path=path: open(path, "rb").read() for path in paths}
    attempts |= {f"write {path}": lambda path=path: open(path, "ab") for path in paths}
    attempts |= {
        "list the grader's folder": lambda: os.listdir(os.path.dirname(paths[0])),
        "read the grader's memory": lambda: open(f"/proc/{parent}/mem", "rb"),
        "read its parent's memory": lambda: open(f"/proc/{os.getppid()}/mem", "rb"),
        "read the grader's environment": lambda: open(f"/proc/{parent}/environ", "rb").read(),
        "read /etc/passwd": lambda: open("/etc/passwd").read(),
        "write beside the system's files": lambda: _write("/usr/lib/w2v-canary"),
        "write in the root": lambda: _write("/w2v-canary"),
        "end the grader": lambda: os.kill(parent, 0),
        "end its parent": lambda: os.kill(os.getppid(), 0),
        "start a process": _fork,
        "run a program": lambda: _wait_for(os.posix_spawn("/bin/true", ["true"], {})),
        "open a network socket": lambda: socket.socket(socket.AF_INET),
        "open a local socket": lambda: socket.socket(socket.AF_UNIX),
        "take a gigabyte": lambda: bytearray(2**30),
        "be root": _root,
        "see the grader's environment": lambda: _surplus(set(os.environ) - {"OPENBLAS_NUM_THREADS", "LC_CTYPE", "HOME", "PWD"}),
    }
    if os.uname().machine == "x86_64":
        attempts |= {name: lambda number=number: _system_call(number) for name, number in SYSCALLS.items()}
    return [name for name, attempt in attempts.items() if _succeeds(attempt)]


def _succeeds(attempt):
    try:
        attempt()
    except (OSError, MemoryError):
        return False
    return True


def _fork():
    child = os.fork()
    if child == 0:
        os._exit(0)
    _wait_for(child)


def _wait_for(child):
    """Waits until a process has ended: its signal would stop a process that let itself be traced (ptrace, below)."""
    with contextlib.suppress(OSError):  # to wait may be forbidden where to start is not
        os.waitpid(child, 0)


def _write(path):
    open(path, "w").close()
    os.remove(path)


def _root():
    if os.geteuid() != 0 and os.getuid() != 0:
        raise PermissionError


def _surplus(names):
    if not names:
        raise PermissionError


def _system_call(number):
    """Raises if the kernel does not answer as if it had tried."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, 0, 0, 0, 0, 0, 0) < 0 and ctypes.get_errno() in (1, 38):  # EPERM, ENOSYS
        raise PermissionError


def works(modules):
    """What a submission may need and does not get: modules, numbers, a thread."""
    missing = [name for name in modules if not _imports(name)]
    import numpy as np

    a = np.eye(3) + 1
    if not np.allclose(np.linalg.solve(a, a), np.eye(3)) or np.random.default_rng(0).random() >= 1:
        missing.append("numpy computes")
    done = []
    thread = threading.Thread(target=lambda: done.append(1))
    thread.start()
    thread.join()
    return missing if done else [*missing, "threads"]


def _imports(name):
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True
