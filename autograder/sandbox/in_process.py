"""Calls a student's functions in this process, as a notebook does; grading does it as in isolated.py."""

import contextlib
import importlib
import io
import pathlib
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np

from . import invocation
from .caller import Reply, StudentError
from .watching import Watch, watched
from .wire import Fn


class InProcess:
    """Calls the functions of a package here and now; files that were edited are read again.

    Args:
        folder: where the package is.
        name: the package's name.
        course_functions: the course's functions.py, as a module.
    """

    shows_values = True  # nothing is secret in the student's own notebook
    is_watched = True
    """Whether replies tell what a call did besides: what it reached for, and that it drew random numbers."""

    def __init__(self, folder: pathlib.Path | str, name: str, course_functions: ModuleType) -> None:
        self.folder, self.name = pathlib.Path(folder).resolve(), name
        self.course_functions = course_functions
        self.library = self._import()
        self.begin()

    def _import(self) -> ModuleType:
        loaded, home = sys.modules.get(self.name), self.folder / self.name
        if loaded and pathlib.Path(loaded.__file__ or "").resolve().parent == home.resolve():
            return loaded
        for name in [name for name in sys.modules if name.split(".")[0] == self.name]:
            del sys.modules[name]
        sys.path.insert(0, str(self.folder))
        importlib.invalidate_caches()
        try:
            return importlib.import_module(self.name)
        finally:
            sys.path.remove(str(self.folder))

    def begin(self) -> None:
        """Start a question: its functions are looked up anew, in the files as they are now."""
        self.functions: dict[str, Callable[..., object]] = {}
        self.looked_at: set[object] = set()

    def call(
        self,
        function: str,
        arguments: Sequence[object],
        through: str | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> Reply:
        """Call a function; see caller.Caller."""
        try:
            if function not in self.functions:
                with contextlib.redirect_stdout(io.StringIO()):  # what a file prints when it is imported
                    self.functions[function] = getattr(self.library, function)
            ask = self._watched if self.is_watched else self._asked
            return ask(function, arguments, through, options)
        except BaseException as problem:
            raise self._explained(problem) from None

    def _asked(
        self,
        function: str,
        arguments: Sequence[object],
        through: str | None,
        options: Mapping[str, Any] | None,
    ) -> Reply:
        found = self.functions[function]
        return Reply(
            *invocation.call(found, arguments, self.library, self.course_functions, through, options)
        )

    def _watched(
        self,
        function: str,
        arguments: Sequence[object],
        through: str | None,
        options: Mapping[str, Any] | None,
    ) -> Reply:
        """Return the reply, which tells of a question's first call of a kind whether it draws random numbers.

        To look takes longer than most calls. Functions that are handed a function are left out: it may draw.
        """
        kind = function, tuple(argument is None for argument in arguments)
        looks = kind not in self.looked_at and not any(isinstance(argument, Fn) for argument in arguments)
        self.looked_at.add(kind)
        before = _random_state() if looks else None
        watch = Watch(self.folder / self.name)
        with watched(watch):
            reply = self._asked(function, arguments, through, options)
        if looks and _random_state() != before:
            reply.did.append("draws random numbers: nothing in it is random")
        return replace(reply, reached=watch.reached)

    def where_it_overflows(self, function: str, arguments: Sequence[object]) -> str:
        """Return "file, line N: what" of a call's first number that is not finite; "" if it makes none."""
        try:
            with np.errstate(divide="raise", over="raise", invalid="raise"):
                self.call(function, arguments)
        except StudentError as problem:
            if problem.kind == "FloatingPointError" and problem.file:
                return f"{problem.file}, line {problem.line}: {problem.text}"
        return ""

    def where_it_writes(self, function: str, arguments: Sequence[object]) -> str:
        """Return "file, line N" where a call first writes into an argument; "" if that cannot be found."""
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                self.functions[function](*map(_locked, arguments))
        except ValueError as problem:
            found = self._explained(problem)
            return f"{found.file}, line {found.line}" if "read-only" in found.text and found.file else ""
        except Exception:  # it stops at something else first
            return ""
        return ""

    def imported(self, file: str, line: int) -> str:
        """Return nothing: the exception names the module."""
        return ""

    def _explained(self, problem: BaseException) -> StudentError:
        """Return a student's exception with the place in their files that it comes from."""
        file, line, function = invocation.place_of(problem, str(self.folder / self.name))
        text = problem.msg if isinstance(problem, SyntaxError) else str(problem)
        short = f"{self.name}/{pathlib.Path(file).name}" if file else ""
        return StudentError(type(problem).__name__, text, short, line, function)

    def close(self) -> None:
        """Do nothing: there is no process to end."""


def _random_state() -> tuple[object, ...]:
    """Return where the generators of NumPy and of Python are."""
    kind, keys, *place = np.random.get_state()
    return kind, np.asarray(keys).tobytes(), tuple(place), random.getstate()


def _locked(value: Any) -> Any:
    """Return a copy that cannot be written to."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(_locked, value))
    if isinstance(value, np.ndarray):
        value = value.copy()
        value.setflags(write=False)
    return value
