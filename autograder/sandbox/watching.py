"""See which modules and files a call in this process reaches for: where work is graded, few are at hand."""

import builtins
import contextlib
import functools
import os
import pathlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

OURS = (".py", ".pyc", ".so", ".pyd")  # what Python itself opens when it imports a module
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(frozen=True)
class Reached:
    """What a line of a student's file reached for: a module that it imports, or a file that it reads."""

    file: str
    line: int
    module: str = ""
    path: str = ""


class Watch:
    """Note what is reached for by functions of the files below a folder.

    A file that such a function has written itself is at hand everywhere.
    """

    def __init__(self, home: pathlib.Path) -> None:
        self.home, self.reached = f"{home}{os.sep}", list[Reached]()
        self.written: set[str] = set()

    def imported(self, frame: FrameType, module: str) -> None:
        """Note an import that a function makes; those at the top of a file are read in its text."""
        file = frame.f_code.co_filename
        if file.startswith(self.home) and frame.f_code.co_name != "<module>":
            self.reached.append(Reached(self._short(file), frame.f_lineno, module=module))

    def opened(self, frame: FrameType | None, path: str, flags: int) -> None:
        """Note a file that is opened to be read, with the innermost of the student's lines that led to it."""
        while frame and not self._theirs(frame.f_code.co_filename):
            frame = frame.f_back
        if frame is None or path.endswith(OURS) or path.startswith((sys.prefix, sys.base_prefix)):
            return
        if flags & WRITES:
            self.written.add(path)
        elif path not in self.written and os.path.exists(path):
            self.reached.append(Reached(self._short(frame.f_code.co_filename), frame.f_lineno, path=path))

    def _theirs(self, file: str) -> bool:
        return file.startswith(self.home) and not file.endswith("__init__.py")

    def _short(self, file: str) -> str:
        return f"{pathlib.Path(self.home).name}/{pathlib.Path(file).name}"


@contextlib.contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Let a watch note what is done in this context."""
    _hear_of_files()
    usual = builtins.__import__

    def noted(name: str, *rest: Any, **named: Any) -> Any:
        if len(rest) < 4 or not rest[3]:  # not a relative one
            watch.imported(sys._getframe(1), name.split(".")[0])
        return usual(name, *rest, **named)

    builtins.__import__ = noted
    _watches.append(watch)
    try:
        yield
    finally:
        _watches.remove(watch)
        builtins.__import__ = usual


_watches: list[Watch] = []


@functools.cache
def _hear_of_files() -> None:
    """Ask Python to tell of every file that is opened, once: it cannot be asked to stop."""

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and _watches and isinstance(arguments[0], str):
            _watches[-1].opened(sys._getframe(1), os.path.abspath(arguments[0]), arguments[2])

    sys.addaudithook(heard)
