"""Takes rights away from the process that it runs in, for good: files, a user's, memory, system calls."""

import contextlib
import ctypes
import importlib
import os
import signal
import sys
from typing import Any

with contextlib.suppress(ModuleNotFoundError):  # on Windows and in a browser, where there is no sandbox
    import resource

LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
CLONE_NEWPID, CLONE_NEWNET = 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 0x4000, 0x40000
PRELOADED = """
    abc argparse array ast base64 bisect cmath collections.abc concurrent.futures.thread contextlib copy
    csv dataclasses datetime decimal doctest enum fractions functools glob hashlib heapq hmac inspect io
    itertools json logging math multiprocessing numbers operator os pathlib pickle pprint queue random re
    secrets shutil statistics string struct sys tempfile textwrap threading time timeit traceback types
    typing unittest uuid warnings weakref zlib encodings.latin_1 encodings.ascii calendar cProfile code
    codecs collections configparser contextvars dis email fileinput getpass gettext graphlib html
    ipaddress keyword linecache locale mimetypes modulefinder ntpath optparse pdb platform plistlib
    profile pstats quopri reprlib runpy sched selectors shelve shlex signal socket sqlite3 stringprep
    subprocess symtable tabnanny tarfile token tokenize trace tracemalloc unicodedata unittest.mock
    urllib.parse urllib.request wave xml.etree.ElementTree zipapp zoneinfo concurrent.futures.process
    numpy.char numpy.ctypeslib numpy.fft numpy.lib numpy.lib.recfunctions numpy.lib.stride_tricks numpy.ma
    numpy.matlib numpy.polynomial numpy.rec numpy.strings numpy.testing numpy.typing
"""
"""Where no file can be opened later, the modules that a student may import."""


def keep_to(root: str) -> None:
    """Leave the grader's files for good, and keep to an empty folder."""
    for name in PRELOADED.split():
        with contextlib.suppress(ImportError):  # an old Python, or a new one, may not have it
            importlib.import_module(name)
    os.chroot(root)
    os.chdir("/")


def become(uid: int, apart: bool) -> None:
    """Become another user, for good."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def fork_apart() -> int:
    """Fork; the child is the first process of a namespace, and all in there end with it. Raises OSError."""
    here = os.pidfd_open(os.getpid())
    try:
        _system("setns", here, CLONE_NEWPID)  # nothing changes, but now the way back is known to be open
        _system("unshare", CLONE_NEWPID)
        child = os.fork()
        if child:
            _system("setns", here, CLONE_NEWPID)
    finally:
        os.close(here)
    return child


def keep_to_scratch(limits: str, user: int, apart: bool) -> None:
    """Mount a small /tmp, for which bubblewrap has left a right, and give that right back. Raises OSError.

    bubblewrap's own would have a limit of bytes, and none of files. Where the kernel does not let us mount,
    there is nothing to write to. A box that is `apart` shares no namespace with others.
    """
    if apart:
        _system("unshare", CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS)
        _system("mount", None, b"/", None, ctypes.c_ulong(MS_REC | MS_PRIVATE), None)
    with contextlib.suppress(OSError):
        flags = ctypes.c_ulong(MS_NOSUID | MS_NODEV | MS_NOEXEC)
        _system("mount", b"tmpfs", b"/tmp", b"tmpfs", flags, f"mode=1777,{limits}".encode())
    os.chdir("/tmp")
    VERSION, NONE = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    _system("capset", VERSION, NONE)


def end_with_parent() -> None:
    """Let the kernel end this process when its parent ends. Raises OSError."""
    if LIBC is not None:
        PR_SET_PDEATHSIG = 1
        _system("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _system(call: str, *arguments: object) -> None:
    """Make a system call of the C library's. Raises OSError."""
    assert LIBC is not None  # only Linux comes here
    if getattr(LIBC, call)(*arguments):
        raise OSError(ctypes.get_errno(), f"{call}: {os.strerror(ctypes.get_errno())}")


def harden(setup: dict[str, Any]) -> None:
    """Set limits that the process cannot lift again: memory, time, files, and the filter of system calls.

    Raises OSError.
    """
    for name, limit in setup["limits"].items():
        resource.setrlimit(getattr(resource, name), (limit, limit))
    end_with_parent()
    if LIBC is None:
        return
    PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2
    _system("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if program := setup["filter"].tobytes():
        instructions = ctypes.create_string_buffer(program, len(program))  # of 8 bytes each
        filter_ = Program(len(program) // 8, ctypes.addressof(instructions))
        _system("prctl", PR_SET_SECCOMP, FILTER, ctypes.byref(filter_), 0, 0)


def compute_until(seconds: int) -> None:
    """Let the kernel end this process when it has computed for so long in all."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (min(seconds, most), most))


class Program(ctypes.Structure):
    """The kernel's struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]
