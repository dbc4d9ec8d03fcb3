"""Find the smallest input that fails, with plain numbers.

It is for students who have failed the same check several times.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.course import Course
from autograder.sandbox.caller import Caller, StudentError

from ..agreement import outputs_of
from ..failures import Failed
from ..interface import Interface
from ..oracle import Table
from ..question_checks import Call, checks_of
from ..student import as_python

Array = npt.NDArray[Any]


def wanted(course: Course, question: str, caller: Caller) -> list[Any]:
    """Return what the reference gives for the question's small calls, as lists."""
    read = checks_of(course, question)
    return [
        [part.astype(float).tolist() for part in outputs_of(caller, *call, read.outputs[call[0]])]
        for call in read.small
    ]


def example(course: Course, question: str, caller: Caller, interface: Interface, table: Table) -> str:
    """Return the smallest call that gives something else than is recorded, as text to paste.

    Returns "" if there is none.
    """
    small = checks_of(course, question).small
    for call, want in zip(small, table.content["small"].get(question, []), strict=False):
        function, arguments = call
        text = f"{course.library}.{function}({', '.join(map(as_python, arguments))})"
        differs = _differs(caller, call, interface[function].outputs, want)
        if differs:
            return "\n".join(["The smallest input on which it fails:", f"  {text}", *differs])
    return ""


def _differs(caller: Caller, call: Call, names: tuple[str, ...], want: list[Any]) -> list[str]:
    """Return lines on how a call's outputs differ from what is recorded."""
    try:
        got = outputs_of(caller, *call, names)
    except StudentError as problem:
        return [f"  {problem.kind}: {problem.text}"]
    except Failed as problem:
        return [f"  {problem.found}"]
    pairs = [(name, mine, np.array(right)) for name, mine, right in zip(names, got, want, strict=True)]
    return [
        f"  {name}\n    expected  {_short(right)}\n    got       {_short(mine)}"
        for name, mine, right in pairs
        if not _alike(mine, right)
    ]


def _alike(got: Array, want: Array) -> bool:
    return got.shape == want.shape and bool(np.allclose(got, want, rtol=1e-6, atol=1e-9))


def _short(array: Array) -> str:
    shown = np.array2string(np.asarray(array), precision=5, suppress_small=True, separator=", ")
    return shown.replace("\n", "")
