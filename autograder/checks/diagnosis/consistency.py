"""Tell which parts of a wrong answer are consistent, by calls on small public inputs.

Where a check says that a number is off, this says what is right: the loss, one of the gradients, or all of
it in some situations and not in others.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.course import Course
from autograder.sandbox.caller import Caller, StudentError

from ..agreement import outputs_of
from ..draw import Draw
from ..failures import Failed
from ..gradients import fits_loss
from ..interface import Interface
from ..oracle import Table
from ..question_checks import Call, checks_of

Array = npt.NDArray[Any]
USUAL = "usual"  # the situation in which every call is made first
CHANGES = (
    "Two calls with the same arguments gave different results: "
    "is something drawn at random, or kept from one call to the next?"
)
ONLY_LOSS = "The gradients are right; it is the loss alone that is off."
OWN_LOSS = (
    "The gradients are the slope of your loss, so the two fit: "
    "look at the loss, it is another one than what is asked for."
)


def calls(course: Course, question: str) -> dict[str, list[Call]]:
    """Return {situation: small calls}; a question without gradients has none."""
    return checks_of(course, question).situations(Draw("consistency", question))


def wanted(course: Course, question: str, caller: Caller) -> dict[str, Any]:
    """Return {situation: outputs of each of its calls}, as lists: what is recorded of the reference."""
    outputs = checks_of(course, question).outputs
    return {
        situation: [[part.tolist() for part in _outputs(caller, call, outputs[call[0]])] for call in made]
        for situation, made in calls(course, question).items()
    }


def find(course: Course, question: str, caller: Caller, interface: Interface, table: Table) -> str:
    """Return a sentence on what is consistent in a wrong answer; "" if there is nothing to say."""
    made, want = calls(course, question), table.content["consistency"].get(question)
    if not made or not want:
        return ""
    got = {at: [_tried(caller, call, interface) for call in made[at]] for at in made}
    right = {
        at: [_right(mine, theirs) for mine, theirs in zip(got[at], want[at], strict=True)] for at in made
    }
    if not _same(got[USUAL][0], _tried(caller, made[USUAL][0], interface)):
        return CHANGES
    if said := _wrong_in_one_situation(right, checks_of(course, question).wrong_only_in):
        return said
    return _by_output(caller, made[USUAL][0], interface, [row for rows in right.values() for row in rows])


def _wrong_in_one_situation(right: Mapping[str, list[list[bool]]], sentences: Mapping[str, str]) -> str:
    """Return the sentence of the first situation in which every call fails, if all before it are right."""
    for situation, rows in right.items():
        if all(map(all, rows)):
            continue
        never = not any(map(all, rows))
        return sentences.get(situation, "") if never else ""
    return ""


def _by_output(caller: Caller, call: Call, interface: Interface, right: list[list[bool]]) -> str:
    """Say which of the outputs are right, and whether the gradients belong to the loss."""
    loss, *gradients = interface[call[0]].outputs
    always = [all(column) for column in zip(*right, strict=True)]
    never = [not any(column) for column in zip(*right, strict=True)]
    if always[0] and any(never[1:]):
        wrong = [name for name, off in zip(gradients, never[1:], strict=True) if off]
        also = [loss, *(name for name, fine in zip(gradients, always[1:], strict=True) if fine)]
        return f"The {_are(also)} right; {_are(wrong)} not."
    if not never[0]:
        return ""
    if all(always[1:]):
        return ONLY_LOSS
    function, arguments = call
    slopes = interface[function].slopes
    try:
        fits = all(
            fits_loss(caller, interface, function, arguments, slopes[name], name) for name in gradients
        )
    except (StudentError, Failed):
        return ""
    return OWN_LOSS if fits else ""


def _are(names: Sequence[str]) -> str:
    return f"{' and '.join(names)} {'are' if len(names) > 1 else 'is'}"


def _outputs(caller: Caller, call: Call, names: tuple[str, ...]) -> list[Array]:
    return [part.astype(float) for part in outputs_of(caller, *call, names)]


def _tried(caller: Caller, call: Call, interface: Interface) -> list[Array] | None:
    """Return the outputs of a call; None where it gives none."""
    try:
        return _outputs(caller, call, interface[call[0]].outputs)
    except (StudentError, Failed):
        return None


def _right(got: list[Array] | None, want: list[Any]) -> list[bool]:
    """Tell for each output whether it is right."""
    if got is None:
        return [False] * len(want)
    return [_alike(mine, np.array(theirs)) for mine, theirs in zip(got, want, strict=True)]


def _alike(mine: Array, theirs: Array) -> bool:
    if mine.size != theirs.size:
        return False
    return bool(np.allclose(mine.ravel(), theirs.ravel(), rtol=1e-6, atol=1e-8))


def _same(one: list[Array] | None, other: list[Array] | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(
        a.shape == b.shape and np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True)
    )
