"""Takes rights away from the process that it runs in, for good: files, a user's, memory, system calls."""

import contextlib
import ctypes
import importlib
import os
import resource
import signal
import sys
from typing import Any

PRCTL = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None
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


def move_out(root: str, uid: int) -> None:
    """Leave the grader's files and rights for good."""
    for name in PRELOADED.split():
        with contextlib.suppress(ImportError):  # an old Python, or a new one, may not have it
            importlib.import_module(name)
    os.chroot(root)
    os.chdir("/")
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def mount_scratch(limits: str) -> None:
    """Mount a small /tmp, the one thing for which bubblewrap has left a right, and give that right back.

    bubblewrap's own would have a limit of bytes, and none of files. Where the kernel does not let us mount,
    there is nothing to write to.
    """
    MS_NOSUID, MS_NODEV, MS_NOEXEC, VERSION = 2, 4, 8, 0x20080522
    libc = ctypes.CDLL(None, use_errno=True)
    flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
    libc.mount(b"tmpfs", b"/tmp", b"tmpfs", ctypes.c_ulong(flags), f"mode=1777,{limits}".encode())
    os.chdir("/tmp")
    if libc.capset((ctypes.c_uint32 * 2)(VERSION, 0), (ctypes.c_uint32 * 6)()):
        raise OSError(ctypes.get_errno(), "a right is left")


def harden(setup: dict[str, Any]) -> None:
    """Set limits that the process cannot lift again: memory, time, files, and the filter of system calls."""
    for name, limit in setup["limits"].items():
        resource.setrlimit(getattr(resource, name), (limit, limit))
    if PRCTL is None:
        return
    PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 1, 38, 22, 2
    done = [PRCTL(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), PRCTL(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)]
    if program := setup["filter"].tobytes():
        instructions = ctypes.create_string_buffer(program, len(program))  # of 8 bytes each
        filter_ = Program(len(program) // 8, ctypes.addressof(instructions))
        done.append(PRCTL(PR_SET_SECCOMP, FILTER, ctypes.byref(filter_), 0, 0))
    if any(done):
        os._exit(1)


class Program(ctypes.Structure):
    """The kernel's struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]
