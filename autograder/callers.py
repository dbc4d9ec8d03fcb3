"""Two ways to reach a student's functions: in this process (notebook), or in a worker (grading)."""

import importlib
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

from .sandbox import calling, wire

WORKER = pathlib.Path(__file__).parent / "sandbox" / "worker.py"
SECONDS_A_QUESTION = 10.0


@dataclass(frozen=True)
class Reply:
    """What a call gave: the value, which arguments it changed (positions), warnings it raised."""

    value: object
    changed: list = field(default_factory=list)
    warnings: list = field(default_factory=list)


class StudentError(Exception):
    """The student's function did not give an answer.

    kind: the exception's name, or "Timeout" or "Ended"; text: its message, where it may be shown;
    file and line: the place in the student's files, as far as known.
    """

    def __init__(self, kind, text="", file="", line=0):
        super().__init__(kind, text, file, line)
        self.kind, self.text, self.file, self.line = kind, text, file, line


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
                self.functions[function] = getattr(self.library, function)
            return Reply(*calling.call(self.library, self.functions[function], arguments, through, options))
        except KeyboardInterrupt:
            raise
        except BaseException as problem:
            raise self._explained(problem) from None

    def _explained(self, problem):
        home = str(self.folder / "w2v_lib")
        where = [f for f in traceback.extract_tb(problem.__traceback__) if f.filename.startswith(home)]
        file, line = (where[-1].filename, where[-1].lineno) if where else ("", 0)
        if isinstance(problem, SyntaxError) and problem.filename:
            file, line = problem.filename, problem.lineno
        short = f"w2v_lib/{pathlib.Path(file).name}" if file else ""
        text = problem.msg if isinstance(problem, SyntaxError) else str(problem)
        return StudentError(type(problem).__name__, text, short, line)

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
            [sys.executable, "-I", str(WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.home.name,
            env=env | {"TMPDIR": self.home.name},
            start_new_session=True,
        )

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
            answer = wire.decode(self._receive())
            match answer:
                case ("value", value, list() as changed, list() as warnings):
                    return Reply(value, changed, warnings)
                case ("error", str() as kind, str() as file, int() as line):
                    raise StudentError(kind[:60], "", file[:60], line)
            raise wire.WireError("not an answer")
        except wire.WireError:
            self.close()
            raise StudentError("Ended") from None

    def _send(self, message):
        try:
            self.process.stdin.write(wire.frame(message))
            self.process.stdin.flush()
        except OSError:
            self.close()
            raise StudentError("Ended") from None

    def _receive(self):
        size = struct.unpack("<Q", self._read(8))[0]
        if size > wire.LIMIT:
            raise wire.WireError("the answer is too large")
        return self._read(size)

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
