"""Two ways to reach a student's functions: in this process (notebook), or in a worker (grading)."""

import builtins
import contextlib
import importlib
import io
import os
import pathlib
import select
import struct
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field

import numpy as np

from .contract import ARGUMENTS
from .sandbox import calling, wire

WORKER = pathlib.Path(__file__).parent / "sandbox" / "worker.py"
SECONDS_A_QUESTION, SECONDS_TO_START = 10.0, 60.0


@dataclass(frozen=True)
class Reply:
    """What a call gave: the value, which arguments it changed (positions), what else it did."""

    value: object
    changed: list = field(default_factory=list)
    did: list = field(default_factory=list)


class StudentError(Exception):
    """The student's function did not give an answer.

    kind: the exception's name, or "Timeout" or "Ended"; text: its message, where it may be shown;
    file, line and function: the place in the student's files, as far as known.
    """

    def __init__(self, kind, text="", file="", line=0, function=""):
        super().__init__(kind, text, file, line, function)
        self.kind, self.text, self.file, self.line, self.function = kind, text, file, line, function


class MachineError(Exception):
    """The process for a student's code does not work here at all: nobody's points hang on that."""


class InProcess:
    """Calls the package `w2v_lib` that lies in `folder`, here and now."""

    shows_values = True  # nothing is secret in the student's own notebook

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.library, self.functions = self._import(), {}

    def _import(self):
        loaded = sys.modules.get("w2v_lib")
        if loaded and pathlib.Path(loaded.__file__).resolve().parent == (self.folder / "w2v_lib").resolve():
            return loaded
        for name in [name for name in sys.modules if name.split(".")[0] == "w2v_lib"]:
            del sys.modules[name]
        sys.path.insert(0, str(self.folder))
        importlib.invalidate_caches()
        try:
            return importlib.import_module("w2v_lib")
        finally:
            sys.path.remove(str(self.folder))

    def begin(self):
        """A question starts: its functions are looked up anew, in the files as they are now."""
        self.functions = {}

    def call(self, function, arguments, through=None, options=None):
        try:
            if function not in self.functions:
                with contextlib.redirect_stdout(io.StringIO()):  # what a file prints when it is imported
                    self.functions[function] = getattr(self.library, function)
            return Reply(*calling.call(self.library, self.functions[function], arguments, through, options))
        except BaseException as problem:
            raise self._explained(problem) from None

    def _explained(self, problem):
        home = str(self.folder / "w2v_lib")
        frames = traceback.extract_tb(problem.__traceback__)
        where = [f for f in frames if f.filename.startswith(home) and not f.filename.endswith("__init__.py")]
        file, line, function = (where[-1].filename, where[-1].lineno, where[-1].name) if where else ("", 0, "")
        if isinstance(problem, SyntaxError) and problem.filename:
            file, line = problem.filename, problem.lineno
        short = f"w2v_lib/{pathlib.Path(file).name}" if file else ""
        text = problem.msg if isinstance(problem, SyntaxError) else str(problem)
        return StudentError(type(problem).__name__, text, short, line, function)

    def close(self):
        """Nothing to end here."""


class Worker:
    """Calls a submission's functions in a process of its own, which gets their text and nothing else.

    Args:
        files: {"w2v_lib/word2vec.py": text, …}, the whole package.
    """

    shows_values = False  # hidden inputs and expected values must not reach a message

    def __init__(self, files):
        self.files, self.process, self.deadline = files, None, 0.0

    def _start(self):
        self.home = tempfile.TemporaryDirectory(prefix="w2v-")
        env = {"OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1", "LC_CTYPE": "C.UTF-8", "HOME": self.home.name}
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(WORKER), str(pathlib.Path(np.__file__).parents[1])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.home.name,
            env=env | {"TMPDIR": self.home.name},
            start_new_session=True,
        )
        self.deadline = time.monotonic() + SECONDS_TO_START
        try:
            if self._receive() != ("ready",):
                raise wire.WireError("not ready")
        except (StudentError, wire.WireError) as problem:
            raise MachineError("the process that runs student code does not start: `w2v doctor` may say why") from problem

    def begin(self):
        """A question starts in a fresh fork, with its own time."""
        if self.process and self.process.poll() is None:
            self._send(("end",))
        else:
            self._start()
        self.deadline = time.monotonic() + SECONDS_A_QUESTION
        self._send(("begin", self.files))

    def call(self, function, arguments, through=None, options=None):
        if self.process is None:
            self.begin()
        self._send(("call", function, list(arguments), through, options or {}))
        try:
            match self._receive():
                case ("value", value, list() as changed, list() as did):
                    return Reply(value, changed, did)
                case ("error", str() as kind, str() as file, int() as line, str() as function):
                    raise self._harmless(kind, file, line, function)
            raise wire.WireError("not an answer")
        except wire.WireError:
            self.close()
            raise StudentError("Ended") from None

    def _harmless(self, kind, file, line, function):
        """The error with only such names as cannot carry the hidden inputs out."""
        known = isinstance(getattr(builtins, kind, None), type) or kind == "WireError"
        lines = self.files.get(file, "").count("\n") + 1
        place = (file, line) if file in self.files and 0 < line <= lines else ("", 0)
        return StudentError(kind if known else "an exception of its own", "", *place, function if function in ARGUMENTS else "")

    def _send(self, message):
        try:
            self.process.stdin.write(wire.frame(message))
            self.process.stdin.flush()
        except OSError:
            self.close()
            raise StudentError("Ended") from None

    def _receive(self):
        """The next value from the process."""
        size = struct.unpack("<Q", self._read(8))[0]
        if size > wire.LIMIT:
            raise wire.WireError("the answer is too large")
        return wire.decode(self._read(size))

    def _read(self, count):
        """Exactly `count` bytes, before the question's time is over."""
        pipe, got = self.process.stdout.fileno(), b""
        while len(got) < count:
            left = self.deadline - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                self.close()
                raise StudentError("Timeout")
            part = os.read(pipe, min(count - len(got), 2**20))
            if not part:
                raise wire.WireError("the process ended")
            got += part
        return got

    def close(self):
        """Ends the process and all that it started."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, 9)
        except ProcessLookupError:
            self.process.poll()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                self.process.poll()
        self.process.wait()
        self.home.cleanup()
        self.process = None
