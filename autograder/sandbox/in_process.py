"""How checks reach a student's functions in this process (notebook); isolated.py has the other way (grading)."""

import contextlib
import importlib
import io
import pathlib
import random
import sys
import traceback

import numpy as np

from . import calling
from .calls import Reply, StudentError
from .wire import Fn


class InProcess:
    """Calls the package `w2v_lib` that lies in `folder`, here and now."""

    shows_values = True  # nothing is secret in the student's own notebook

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.library, self.functions, self.looked_at = self._import(), {}, set()

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
        self.functions, self.looked_at = {}, set()

    def call(self, function, arguments, through=None, options=None):
        try:
            if function not in self.functions:
                with contextlib.redirect_stdout(io.StringIO()):  # what a file prints when it is imported
                    self.functions[function] = getattr(self.library, function)
            return self._watched(function, arguments, through, options)
        except BaseException as problem:
            raise self._explained(problem) from None

    def _watched(self, function, arguments, through, options):
        """The reply; of the first call of its kind in a question, whether it draws random numbers as well.

        To look takes longer than most calls. Functions that are handed a function are left out: that one may draw.
        """
        kind = function, tuple(argument is None for argument in arguments)
        looks = kind not in self.looked_at and not any(isinstance(argument, Fn) for argument in arguments)
        self.looked_at.add(kind)
        before = _random_state() if looks else None
        value, changed, did = calling.call(self.library, self.functions[function], arguments, through, options)
        if looks and _random_state() != before:
            did.append("draws random numbers: nothing in it is random")
        return Reply(value, changed, did)

    def where_it_overflows(self, function, arguments):
        """"file, line N: what" of the first number that is not finite in a call; "" if none is made there."""
        try:
            with np.errstate(divide="raise", over="raise", invalid="raise"):
                self.call(function, arguments)
        except StudentError as problem:
            return f"{problem.file}, line {problem.line}: {problem.text}" if problem.kind == "FloatingPointError" and problem.file else ""
        return ""

    def where_it_writes(self, function, arguments):
        """"file, line N" where a call first writes into one of its arguments; "" if that cannot be found."""
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                self.functions[function](*map(_locked, arguments))
        except ValueError as problem:
            found = self._explained(problem)
            return f"{found.file}, line {found.line}" if "read-only" in found.text and found.file else ""
        except Exception:  # it stops at something else first
            return ""
        return ""

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


def _random_state():
    """Where the generators of NumPy and of Python are."""
    kind, keys, *place = np.random.get_state()
    return kind, keys.tobytes(), tuple(place), random.getstate()


def _locked(value):
    """A copy that cannot be written to."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(_locked, value))
    if isinstance(value, np.ndarray):
        value = value.copy()
        value.setflags(write=False)
    return value
