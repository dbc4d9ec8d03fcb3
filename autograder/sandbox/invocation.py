"""One call of a student's function: arguments copied in, value out, with what was seen on the way."""

import contextlib
import copy
import io
import sys
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from . import wire


def course_functions(source: str) -> ModuleType:
    """Make a module of the text of a course's functions.py.

    It defines MAKERS {name: what makes the function that a `wire.Fn` stands for} and THROUGH {name: a way of
    calling a student's function}.
    """
    module = sys.modules["course_functions"] = ModuleType("course_functions")
    exec(compile(source, "functions.py", "exec"), module.__dict__)
    return module


def call(
    target: Callable[..., object],
    arguments: Sequence[object],
    library: ModuleType,
    functions: ModuleType,
    through: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> tuple[object, list[int], list[str]]:
    """Return (value, positions of changed arguments, what else it did: warned, printed).

    `target` is a function of the student's package `library`; `through` names a way of calling it, one of the
    course's `functions`.
    """
    mine = [_real(argument, functions) for argument in arguments]
    mine_first: tuple[object, ...] = ()
    if through:
        target, mine_first = functions.THROUGH[through], (target, library)
    printed = io.StringIO()
    with warnings.catch_warnings(record=True) as warned, contextlib.redirect_stdout(printed):
        warnings.simplefilter("always")
        value = target(*mine_first, *mine, **(options or {}))
    did = sorted({f"warned ({w.message}): the values count, not the warning" for w in warned})
    if printed.tell():
        did.append("prints; that is not shown while it is checked: call it in a cell of your own to see it")
    changed = [i for i, (old, new) in enumerate(zip(arguments, mine, strict=True)) if not _same(old, new)]
    return _snapshot(value), changed, did


def place_of(problem: BaseException, home: str) -> tuple[str, int, str]:
    """Return (file, line, function) of the place below `home` that an exception comes from.

    They are empty, and 0, where it comes from elsewhere.
    """
    frames = traceback.extract_tb(problem.__traceback__)
    theirs = [f for f in frames if f.filename.startswith(home) and not f.filename.endswith("__init__.py")]
    file, line, function = (
        (theirs[-1].filename, theirs[-1].lineno, theirs[-1].name) if theirs else ("", 0, "")
    )
    if isinstance(problem, SyntaxError) and problem.filename:
        file, line = problem.filename, problem.lineno
    return str(file), int(line or 0), function


def _real(argument: object, functions: ModuleType) -> object:
    """Return an argument of the student's own: a copy, or the function that is meant, made afresh."""
    if isinstance(argument, wire.Fn):
        return functions.MAKERS[argument.name](**argument.settings)
    if type(argument) is np.ndarray:  # most are: this is what deepcopy does in the end
        return argument.copy(order="K")
    return copy.deepcopy(argument)


def _snapshot(value: Any) -> object:
    """Return the value as it is now: the next call may write into the same array."""
    if issubclass(type(value), np.ndarray):  # an object may lie about its __class__
        return value.copy()
    return type(value)(map(_snapshot, value)) if type(value) in (list, tuple) else value


def _same(old: Any, new: Any) -> bool:
    """Tell whether an argument holds what it held before."""
    if isinstance(old, wire.Fn):
        return True
    if isinstance(old, np.ndarray):
        if not isinstance(new, np.ndarray) or old.shape != new.shape:
            return False
        # a nudge that was taken back may leave a rounding error: that is no change
        return bool((old == new).all()) or np.allclose(old, new, rtol=1e-12, atol=1e-12)
    if isinstance(old, (list, tuple)):
        return len(old) == len(new) and all(map(_same, old, new))
    return bool(old == new)
