"""Recognize a misconception by its values: on public probes, the student's outputs are its outputs."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.course import Course, Question
from autograder.sandbox.caller import Caller, StudentError

from ..agreement import numeric
from ..failures import Failed
from ..oracle import Table
from ..question_checks import probes_of

Array = npt.NDArray[np.float64]
Outputs = Mapping[str, Any]  # {"shapes", "numbers", "changed"} of one call
RELATIVE, ABSOLUTE = 1e-7, 1e-9  # tolerances of outputs that count as the same
ANOTHER = " (There is another mistake besides this one.)"


@dataclass(frozen=True)
class Hint:
    """What to say, and the ids of the misconceptions that were recognized."""

    text: str
    ids: tuple[str, ...]


def outputs(course: Course, question: str, caller: Caller, key: str = "probe") -> list[Outputs | None]:
    """Return what the functions give on the probes; None for a call that gives no numbers."""
    found: list[Outputs | None] = []
    for function, arguments, through, options in probes_of(course, question, key):
        try:
            reply = caller.call(function, arguments, through, options)
            found.append(flat(reply.value) | {"changed": list(reply.changed)})
        except (StudentError, Failed):
            found.append(None)
    return found


def flat(value: Any) -> dict[str, Any]:
    """Return a value's shapes and numbers, as JSON holds them."""
    if isinstance(value, dict):
        value = tuple(value.values())
    parts = [numeric(part, "") for part in (value if isinstance(value, (tuple, list)) else (value,))]
    return {
        "shapes": [list(part.shape) for part in parts],
        "numbers": [float(x) for part in parts for x in part.ravel()],
    }


def find(course: Course, question: Question, caller: Caller, table: Table, key: str = "probe") -> Hint | None:
    """Return the hint of the misconception, or of the first of two, whose outputs are the student's.

    Only calls of the question's functions are compared. The table has the outputs on the probes of the key.
    """
    about = [function in question.functions for function, *_ in probes_of(course, question.id, key)]
    got = list(itertools.compress(outputs(course, question.id, caller, key), about))
    right = list(itertools.compress(table.content["right"].get(question.id, []), about))
    bank = [
        dict(known, outputs=list(itertools.compress(known["outputs"], about)))
        for known in table.content["misconceptions"].get(question.id, [])
    ]
    for known in bank:
        is_wrong = not all(map(alike, known["outputs"], right))
        if is_wrong and any(known["outputs"]) and all(map(alike, got, known["outputs"])):
            return Hint(known["hint"], (known["id"],))
    return _two_at_once(got, right, bank)


def _two_at_once(
    got: Sequence[Outputs | None], right: Sequence[Outputs | None], bank: Sequence[Mapping[str, Any]]
) -> Hint | None:
    """Return the hint of the first of two misconceptions, if outputs are off by what the two are together.

    That is so for mistakes in different terms of a sum, or in different outputs.
    """
    mine = _off_by(got, right)
    if not mine or all(_close(off, np.zeros(off.shape)) for off in mine):
        return None
    off = [(known, _off_by(known["outputs"], right)) for known in bank]
    everywhere = [(known, by) for known, by in off if by is not None and any(map(np.any, by))]
    for (first, by_first), (second, by_second) in itertools.combinations(everywhere, 2):
        if all(map(_close, mine, map(np.add, by_first, by_second))):
            return Hint(first["hint"] + ANOTHER, (first["id"], second["id"]))
    return None


def adds_up(
    got: Sequence[Outputs | None], right: Sequence[Outputs | None], known: Sequence[Sequence[Outputs | None]]
) -> bool:
    """Tell whether outputs are off by what two misconceptions are together."""
    mine, *others = (_off_by(one, right) for one in (got, *known))
    if mine is None or any(by is None for by in others):
        return False
    first, second = others
    return all(map(_close, mine, map(np.add, first or [], second or [])))


def _off_by(got: Sequence[Outputs | None], right: Sequence[Outputs | None]) -> list[Array] | None:
    """Return what is added to the right numbers, on each probe; None if one of them cannot be compared."""
    off = []
    for mine, true in zip(got, right, strict=False):
        if not mine or not true or mine["shapes"] != true["shapes"]:
            return None
        off.append(np.array(mine["numbers"]) - np.array(true["numbers"]))
    return off


def _close(one: Array, other: Array) -> bool:
    return bool(np.allclose(one, other, rtol=RELATIVE, atol=ABSOLUTE))


def alike(
    got: Outputs | None, known: Outputs | None, relative: float = RELATIVE, absolute: float = ABSOLUTE
) -> bool:
    """Tell whether two calls gave the same, to so much of each number."""
    if got is None or known is None:
        return got is known
    if got["shapes"] != known["shapes"] or got["changed"] != known["changed"]:
        return False
    pairs = zip(got["numbers"], known["numbers"], strict=True)
    if any(abs(mine - theirs) > absolute + relative * abs(theirs) for mine, theirs in pairs):
        return False  # most differ in their first numbers: that is seen long before NumPy has made two arrays
    return bool(np.allclose(got["numbers"], known["numbers"], rtol=relative, atol=absolute, equal_nan=True))
