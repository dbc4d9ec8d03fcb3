"""The process that runs a student's code when grading: started once a submission, forks for every question.

    worker.py PACKAGES [ROOT UID]     with ROOT and UID (started as root): goes there, becomes that user

On stdin it has a socket to the grader. It gets the filter of system calls and its limits, answers "ready", and
then forks for each byte that comes with a socket of its own for the question. When its limits hold, the fork says so with
a byte; then the frames go over that socket:

    {file: text}                                      the student's package, once
    (function, [arguments], through, options)         -> ("value", value, changed, did)
                                                       | ("error", kind, file, line, function)

The first process never sees anything of the student's.
"""

import contextlib
import ctypes
import gc
import importlib
import importlib.machinery
import io
import os
import resource
import signal
import socket
import struct
import sys
import traceback

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), sys.argv[1]]  # the latter: where NumPy lies

import pathlib  # noqa: E402,F401  loaded once, for all forks: what the given modules import
import zipfile  # noqa: E402,F401

import numpy  # noqa: E402,F401
import numpy.linalg  # noqa: E402,F401
import numpy.random  # noqa: E402,F401

import calling  # noqa: E402
import wire  # noqa: E402

FORKED, USED_UP, HARDENED = b"f", b"u", b"h"
PRELOADED = """
    abc argparse array ast base64 bisect cmath collections.abc concurrent.futures.thread contextlib copy csv dataclasses datetime
    decimal doctest enum fractions functools glob hashlib heapq hmac inspect io itertools json logging math multiprocessing
    numbers operator os pathlib pickle pprint queue random re secrets shutil statistics string struct sys tempfile textwrap
    threading time timeit traceback types typing unittest uuid warnings weakref zlib encodings.latin_1 encodings.ascii
    calendar cProfile code codecs collections configparser contextvars dis email fileinput getpass gettext graphlib html ipaddress
    keyword linecache locale mimetypes modulefinder ntpath optparse pdb platform plistlib profile pstats quopri reprlib runpy sched
    selectors shelve shlex signal socket sqlite3 stringprep subprocess symtable tabnanny tarfile token tokenize trace tracemalloc
    unicodedata unittest.mock urllib.parse urllib.request wave xml.etree.ElementTree zipapp zoneinfo concurrent.futures.process
    numpy.char numpy.ctypeslib numpy.fft numpy.lib numpy.lib.recfunctions numpy.lib.stride_tricks numpy.ma numpy.matlib
    numpy.polynomial numpy.rec numpy.strings numpy.testing numpy.typing
"""
"""Where no file can be opened later, the modules that a student may import."""


def main():
    control = socket.socket(fileno=os.dup(0))
    setup = read(io.FileIO(os.dup(0), closefd=True))
    if len(sys.argv) > 2:
        move_out(sys.argv[2], int(sys.argv[3]))
    for stream in (0, 2):  # what student code reads or prints goes where our stdout goes: nowhere
        os.dup2(1, stream)
    prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None
    gc.freeze()  # forks share these pages, and need not copy them to look for garbage
    control.sendall(wire.frame("ready"))
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
            harden(prctl, setup)
            channel = io.FileIO(sockets[0], "r+")
            channel.write(HARDENED)
            serve(channel)
            os._exit(0)
        os.close(sockets[0])
        control.sendall(FORKED)


def move_out(root, uid):
    """Leaves the grader's files and rights for good."""
    for name in PRELOADED.split():
        with contextlib.suppress(ImportError):  # an old Python, or a new one, may not have it
            importlib.import_module(name)
    os.chroot(root)
    os.chdir("/")
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def harden(prctl, setup):
    """Limits that the process cannot lift again: memory, time, files, and the filter of system calls."""
    for name, limit in setup["limits"].items():
        resource.setrlimit(getattr(resource, name), (limit, limit))
    if prctl is None:
        return
    PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 1, 38, 22, 2
    done = [prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)]
    if program := setup["filter"].tobytes():
        instructions = ctypes.create_string_buffer(program, len(program))  # of 8 bytes each
        filter_ = Program(len(program) // 8, ctypes.addressof(instructions))
        done.append(prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(filter_), 0, 0))
    if any(done):
        os._exit(1)


class Program(ctypes.Structure):
    """The kernel's struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


class FromText:
    """Imports the student's package from text that came over the socket; no file is opened.

    (Finder and loader in one; the base classes of importlib.abc would cost every box 15 ms.)
    """

    def __init__(self, files):
        self.files = files  # {"w2v_lib/word2vec.py": text}

    def _file(self, name):
        path = name.replace(".", "/")
        for file in (f"{path}.py", f"{path}/__init__.py"):
            if file in self.files:
                return file
        return None

    def find_spec(self, name, path=None, target=None):
        file = self._file(name)
        if file is None:
            folder = any(file.startswith(f"{name.replace('.', '/')}/") for file in self.files)  # without an __init__.py
            return importlib.machinery.ModuleSpec(name, None, is_package=True) if folder else None
        return importlib.machinery.ModuleSpec(name, self, origin=file, is_package=file.endswith("/__init__.py"))

    def create_module(self, spec):
        return None  # an ordinary module

    def get_source(self, name):
        return self.files[self._file(name)]

    def exec_module(self, module):
        module.__file__ = self._file(module.__name__)
        exec(compile(self.get_source(module.__name__), module.__file__, "exec"), module.__dict__)


def serve(channel):
    """Answers the calls of one question."""
    sys.meta_path.insert(0, FromText(read(channel)))
    functions = {}  # as they were when they were first called
    while (request := read(channel)) is not None:
        try:
            answer = ("value", *answer_call(functions, *request))
        except BaseException as problem:
            answer = describe(problem)
        try:
            left = memoryview(wire.frame(answer))
        except Exception:  # whatever was returned, it is no value
            left = memoryview(wire.frame(("error", "WireError", "", 0, "")))
        while left:
            left = left[channel.write(left) :]


def answer_call(functions, function, arguments, through, options):
    import w2v_lib

    if function not in functions:
        functions[function] = getattr(w2v_lib, function)
    return calling.call(w2v_lib, functions[function], arguments, through, options)


def describe(problem):
    """The kind of exception and the place; its text stays here, for it could hold the inputs."""
    frames = traceback.extract_tb(problem.__traceback__)
    where = [f for f in frames if f.filename.startswith("w2v_lib/") and not f.filename.endswith("__init__.py")]
    file, line = (where[-1].filename, where[-1].lineno) if where else ("", 0)
    if isinstance(problem, SyntaxError) and problem.filename:
        file, line = problem.filename, problem.lineno or 0
    function = where[-1].name if where else ""
    return ("error", type(problem).__name__, str(file), int(line), function)


def read(channel):
    """The next value, None at the end."""
    head = exactly(channel, 8)
    return wire.decode(exactly(channel, struct.unpack("<Q", head)[0])) if head else None


def exactly(channel, count):
    data = bytearray(count)
    view = memoryview(data)
    while view:
        got = channel.readinto(view)
        if not got:
            return b""
        view = view[got:]
    return data


if __name__ == "__main__":
    main()
