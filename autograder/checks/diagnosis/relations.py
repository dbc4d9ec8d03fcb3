"""Tell what a wrong output is instead: an argument as it came in, one over what is meant, off by rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.course import Course
from autograder.sandbox.caller import Caller

from ..interface import Interface
from ..oracle import Table
from ..question_checks import Call
from . import consistency
from .consistency import alike

Array = npt.NDArray[np.float64]
Relation = Callable[[Array, Array], bool]
"""Tells whether an output has this relation to the right one, both of one shape."""


def _by_rows(got: Array, want: Array) -> bool:
    """Tell whether every row is the right one times some number."""
    if got.ndim not in (1, 2) or got.shape[-1] < 2:
        return False
    mine, right = np.atleast_2d(got), np.atleast_2d(want)
    largest = np.max(np.abs(right), axis=1, keepdims=True)
    if not np.all(largest > 0) or not np.all(np.isfinite(mine)):
        return False
    factors = np.take_along_axis(mine / right, np.abs(right).argmax(axis=1)[:, None], axis=1)
    return bool(np.all(factors != 0)) and alike(mine, factors * right)


RELATIONS: Mapping[str, Relation] = {  # sentence: what it says, as a relation
    "{output} is one over what it should be.": lambda got, want: alike(got, 1 / want),
    "{output} is one minus what it should be.": lambda got, want: alike(got, 1 - want),
    "{output} is the square of what it should be.": lambda got, want: alike(got, want**2),
    "{output} is the logarithm of what it should be.": lambda got, want: alike(got, np.log(want)),
    "{output} is exp of what it should be.": lambda got, want: alike(got, np.exp(want)),
    "Every row of {output} is the right one, times a number of its own: what is a row divided by?": _by_rows,
}
AS_IT_CAME = "{output} is the argument `{argument}`, as it came in."


@dataclass(frozen=True)
class Related:
    """Say that a function's one output is something else than what is meant, wherever one looks.

    relation: the sentence of RELATIONS, or AS_IT_CAME with an argument's name.
    """

    function: str
    relation: str
    argument: str = ""

    @property
    def text(self) -> str:
        """The sentence."""
        return self.relation.format(output=self.function, argument=self.argument)

    def holds(self, call: Call, got: Array, want: Array, arguments: Sequence[str]) -> bool:
        """Tell whether it is true of a call of the function."""
        if self.argument:
            given = dict(zip(arguments, call[1], strict=False)).get(self.argument)
            return isinstance(given, np.ndarray) and _same(got, given.astype(float))
        with np.errstate(all="ignore"):
            return got.shape == want.shape and RELATIONS[self.relation](got, want)


def _same(got: Array, want: Array) -> bool:
    return got.shape == want.shape and alike(got, want)


def find(course: Course, question: str, caller: Caller, interface: Interface, table: Table) -> list[Related]:
    """Return what the functions of a question give instead, one entry for each that can be told."""
    made, want = consistency.calls(course, question), table.content["consistency"].get(question)
    return related(made, want, caller, interface) if made and want else []


def related(
    made: Mapping[str, list[Call]], want: Mapping[str, Any], caller: Caller, interface: Interface
) -> list[Related]:
    """Return the first relation of each function's one output that all its calls have."""
    found = []
    seen = _seen(made, want, caller, interface)
    for function in dict.fromkeys(call[0] for call, _, _ in seen):
        names = interface[function].arguments
        kinds = [Related(function, AS_IT_CAME, name) for name in names]
        kinds += [Related(function, relation) for relation in RELATIONS]
        mine = [one for one in seen if one[0][0] == function]
        if all(_same(got, right) for _, got, right in mine):
            continue
        found += [kind for kind in kinds if all(kind.holds(*one, names) for one in mine)][:1]
    return found


def holds(
    said: Related,
    made: Mapping[str, list[Call]],
    want: Mapping[str, Any],
    caller: Caller,
    interface: Interface,
) -> bool:
    """Tell whether it is true of these calls, which it has not seen."""
    names = interface[said.function].arguments
    seen = _seen(made, want, caller, interface)
    return all(said.holds(*one, names) for one in seen if one[0][0] == said.function)


def _seen(
    made: Mapping[str, list[Call]], want: Mapping[str, Any], caller: Caller, interface: Interface
) -> list[tuple[Call, Array, Array]]:
    """Return (call, output, right output) of the calls that give one output, nan where there is none."""
    seen = []
    for call, right in zip(consistency.in_a_row(made), consistency.in_a_row(want), strict=True):
        if len(right) == 1:
            got = consistency.tried(caller, call, interface)
            seen.append((call, got[0] if got else np.array(np.nan), np.asarray(right[0], dtype=float)))
    return seen
