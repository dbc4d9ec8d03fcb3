"""Tell which rows of a gradient are off: in words, and as data for a picture."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.results.result import Picture

from ..failures import Failed
from ..student import Student

MOST_ROWS, MOST_COLUMNS = 12, 12
Array = npt.NDArray[np.float64]


def rows_of(student: Student, output: str) -> dict[int, str]:
    """Return {row: what it is in words} of an output of the function that was called last."""
    function, arguments = student.last
    signature = student.interface[function]
    found: dict[int, str] = {}
    for argument, words in signature.rows.get(output, {}).items():
        numbers = arguments[signature.position(argument)]
        if isinstance(numbers, (int, np.integer, np.ndarray, list, tuple)):
            found |= {int(number): words for number in np.ravel(numbers)}
    return found


def picture_of(problem: Failed, student: Student) -> Picture | None:
    """Return a Picture of what differs; None if it is a single number or too large to take in."""
    if problem.compared is None:
        return None
    name, got, want = problem.compared
    if want.ndim not in (1, 2) or want.size < 2 or len(want) > MOST_ROWS or want.shape[-1] > MOST_COLUMNS:
        return None
    return Picture(name, got.tolist(), want.tolist(), rows_of(student, name))


def which_rows(name: str, got: Array, want: Array, named: Mapping[int, str]) -> str:
    """Return a sentence if the rows that differ are those of certain words, or all others."""
    if want.ndim != 2 or not named:
        return ""
    differs = {i for i in range(len(want)) if not np.allclose(got[i], want[i], rtol=1e-6, atol=1e-9)}
    every = set(range(len(want)))
    for words in dict.fromkeys(named.values()):
        group = {row for row, of in named.items() if of == words}
        whose, one = _whose(words, group), len(group) == 1
        if differs and differs <= group:
            return f"Only the row of {whose} is off" if one else f"Only rows of {whose} are off"
        if differs == every - group and group != every and len(differs) > 1:
            return f"Every row is off but {'that' if one else 'those'} of {whose}"
    if differs and differs.isdisjoint(named):
        return "Only rows are off that the example does not name"
    return ""


def _whose(words: str, group: set[Any]) -> str:
    """Return "an outside word" for one row, "outside words" for several."""
    if len(group) == 1 or words.startswith("the"):
        return words
    return words.replace("an ", "").replace("a ", "") + "s"
