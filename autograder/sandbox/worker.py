"""The process that runs a student's code when grading: started once, forks for every question.

Reads frames from stdin, answers on stdout:
                                                          -> ("ready",), once
    ("begin", {file: text})                               forks; the child serves until ("end",)
    ("call", function, [arguments], through, options)     -> ("value", value, changed, warnings)
                                                           | ("error", kind, file, line, function)
                                                           | ("ended",)
"""

import importlib.abc
import importlib.util
import os
import struct
import sys
import traceback

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), *sys.argv[1:]]  # the latter: where NumPy lies

import numpy  # noqa: E402  loaded once, for all forks
import numpy.linalg  # noqa: E402,F401
import numpy.random  # noqa: E402,F401

import calling  # noqa: E402
import wire  # noqa: E402


SERVED = 7  # exit code of a fork that came to its question's end


class FromText(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports the student's package from text that came over the pipe; no file is opened."""

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
            return None
        return importlib.util.spec_from_loader(name, self, origin=file, is_package=file.endswith("/__init__.py"))

    def get_source(self, name):
        return self.files[self._file(name)]

    def get_code(self, name):
        return compile(self.get_source(name), self._file(name), "exec")

    def exec_module(self, module):
        module.__file__ = self._file(module.__name__)
        exec(self.get_code(module.__name__), module.__dict__)


def main():
    frames, answers = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)  # what student code reads or prints goes nowhere
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    answers.write(wire.frame(("ready",)))
    answers.flush()
    while (request := read(frames)) is not None:
        if request[0] == "begin":
            child = os.fork()
            if child == 0:
                serve(request[1], frames, answers)
                os._exit(SERVED)
            if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != SERVED:
                answers.write(wire.frame(("ended",)))  # the student's code ended it
                answers.flush()


def serve(files, frames, answers):
    """Answers calls of one question."""
    sys.meta_path.insert(0, FromText(files))
    while (request := read(frames)) is not None and request[0] == "call":
        try:
            answer = wire.frame(("value", *answer_call(*request[1:])))
        except BaseException as problem:
            answer = wire.frame(describe(problem))
        answers.write(answer)
        answers.flush()


def answer_call(function, arguments, through, options):
    import w2v_lib

    return calling.call(w2v_lib, getattr(w2v_lib, function), arguments, through, options)


def describe(problem):
    """The kind of exception and the place; its text stays here, for it could hold the inputs."""
    frames = traceback.extract_tb(problem.__traceback__)
    where = [f for f in frames if f.filename.startswith("w2v_lib/") and not f.filename.endswith("__init__.py")]
    file, line = (where[-1].filename, where[-1].lineno) if where else ("", 0)
    if isinstance(problem, SyntaxError) and problem.filename:
        file, line = problem.filename, problem.lineno or 0
    function = where[-1].name if where else ""
    return ("error", type(problem).__name__, str(file), int(line), function)


def read(frames):
    """The next value, None at the end. Unbuffered: what is not read yet belongs to the fork."""
    head = exactly(frames, 8)
    return wire.decode(exactly(frames, struct.unpack("<Q", head)[0])) if head else None


def exactly(frames, count):
    data = b""
    while len(data) < count and (part := frames.read(count - len(data))):
        data += part
    return data


if __name__ == "__main__":
    main()
