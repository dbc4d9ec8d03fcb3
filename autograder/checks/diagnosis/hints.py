"""Recognize a misconception by its values: on public probes, the student's outputs are its outputs."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.course import Course
from autograder.sandbox.caller import Caller, StudentError

from ..agreement import numeric
from ..failures import Failed
from ..oracle import Table
from ..question_checks import checks_of

Outputs = Mapping[str, Any]  # {"shapes", "numbers", "changed"} of one call
ANOTHER = " (There is another mistake besides this one.)"


@dataclass(frozen=True)
class Hint:
    """What to say, and the ids of the misconceptions that were recognized."""

    text: str
    ids: tuple[str, ...]


def outputs(course: Course, question: str, caller: Caller, key: str = "probe") -> list[Outputs | None]:
    """Return what the functions give on the probes; None for a call that gives no numbers."""
    found: list[Outputs | None] = []
    for function, arguments, through, options in checks_of(course, question).probes(question, key):
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


def find(course: Course, question: str, caller: Caller, table: Table, key: str = "probe") -> Hint | None:
    """Return the hint of the misconception, or of the first of two, whose outputs are the student's.

    The table holds the outputs on the probes of that key.
    """
    got, bank = outputs(course, question, caller, key), table.content["misconceptions"].get(question, [])
    for known in bank:
        if any(known["outputs"]) and all(map(alike, got, known["outputs"])):
            return Hint(known["hint"], (known["id"],))
    right = table.content["right"].get(question, [])
    for first, second in itertools.combinations(bank, 2):
        if all(map(both, got, right, first["outputs"], second["outputs"])):
            return Hint(first["hint"] + ANOTHER, (first["id"], second["id"]))
    return None


def both(got: Outputs | None, right: Outputs | None, first: Outputs | None, second: Outputs | None) -> bool:
    """Tell whether outputs are off by what each of two misconceptions is off by, together.

    That is so for mistakes in different terms of a sum, or in different outputs.
    """
    if not got or not right or not first or not second:
        return False
    if not got["shapes"] == right["shapes"] == first["shapes"] == second["shapes"]:
        return False
    mine, true, one, other = (np.array(side["numbers"]) for side in (got, right, first, second))
    by_one, by_other = one - true, other - true
    if not (np.any(by_one) and np.any(by_other)):
        return False
    return bool(np.allclose(mine - true, by_one + by_other, rtol=1e-7, atol=1e-9))


def alike(got: Outputs | None, known: Outputs | None) -> bool:
    """Tell whether two calls gave the same."""
    if got is None or known is None:
        return got is known
    if got["shapes"] != known["shapes"] or got["changed"] != known["changed"]:
        return False
    return bool(np.allclose(got["numbers"], known["numbers"], rtol=1e-7, atol=1e-9, equal_nan=True))
