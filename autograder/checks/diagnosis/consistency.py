"""Tell which parts of a wrong answer are consistent, by calls on small public inputs.

Where a check says that a number is off, this says what is right: the loss, one of the gradients, or all of
it in some situations and not in others.
"""

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

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
T = TypeVar("T")
RELATIVE = 1e-6  # how far two outputs may be apart that count as the same
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


def calls(course: Course, question: str, key: object = "consistency") -> dict[str, list[Call]]:
    """Return {situation: small calls}; a question without gradients has none."""
    return checks_of(course, question).situations(Draw(key, question))


def wanted(
    course: Course, question: str, caller: Caller, made: Mapping[str, list[Call]] | None = None
) -> dict[str, Any]:
    """Return {situation: outputs of each of its calls}, as lists: what is recorded of the reference."""
    outputs = checks_of(course, question).outputs
    some = calls(course, question) if made is None else made
    return {
        situation: [[part.tolist() for part in _outputs(caller, call, outputs[call[0]])] for call in those]
        for situation, those in some.items()
    }


def in_a_row(made: Mapping[str, Sequence[T]]) -> list[T]:
    """Return what there is in all situations."""
    return [one for some in made.values() for one in some]


@dataclass(frozen=True)
class Statement:
    """What is consistent in a wrong answer, and all that it claims: `holds` verifies it on other draws.

    right, wrong: outputs that always are, and that are not. only_in: the one situation that is wrong.
    own_loss: the gradients are the slope of the function's own loss. changes: no two calls give the same.
    order: which of the right outputs is returned in each place, if not that place's own.
    """

    text: str
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    only_in: str = ""
    own_loss: bool = False
    changes: bool = False
    order: tuple[int, ...] = ()


def find(
    course: Course,
    question: str,
    caller: Caller,
    interface: Interface,
    table: Table,
    known_wrong: Collection[str] = (),
    changes_arguments: bool = False,
) -> str:
    """Return a sentence on what is consistent in a wrong answer; "" if there is nothing to say.

    `known_wrong` names outputs that a check has found to be wrong. Where arguments are changed, it is not so
    that everything is right.
    """
    made, want = calls(course, question), table.content["consistency"].get(question)
    if not made or not want:
        return ""
    said = statement(course, question, caller, interface, made, want)
    if said is None or set(said.right) & set(known_wrong) or (said.only_in and changes_arguments):
        return ""
    return said.text


def statement(
    course: Course,
    question: str,
    caller: Caller,
    interface: Interface,
    made: Mapping[str, list[Call]],
    want: Mapping[str, Any],
) -> Statement | None:
    """Return what the calls imply, beside the right outputs of each; None if that is nothing."""
    got, right = _compared(caller, interface, made, want)
    if not _same(got[USUAL][0], tried(caller, made[USUAL][0], interface)):
        return Statement(CHANGES, changes=True)
    every = in_a_row(made)
    names = interface[every[0][0]].outputs
    if order := _another_order(got, want):
        yours = ", ".join(names[place] for place in order)
        said = f"All values are right, in another order: {', '.join(names)} is meant, and yours are {yours}."
        return Statement(said, order=order)
    situation, said = _wrong_in_one_situation(right, checks_of(course, question).wrong_only_in)
    if said:
        return Statement(said, only_in=situation)
    return _by_output(caller, every, interface, in_a_row(right)) if len(names) > 1 else None


def agreeing(
    caller: Caller,
    made: Mapping[str, list[Call]],
    want: Mapping[str, Any],
    interface: Interface,
    relative: float,
) -> list[list[bool]]:
    """Tell for each call, and each of its outputs, whether it is right, to so much of each number."""
    _, right = _compared(caller, interface, made, want, relative)
    return in_a_row(right)


def holds(
    said: Statement,
    caller: Caller,
    interface: Interface,
    made: Mapping[str, list[Call]],
    want: Mapping[str, Any],
) -> bool:
    """Tell whether a statement is true of these calls, which it has not seen."""
    got, right = _compared(caller, interface, made, want)
    every = in_a_row(made)
    if said.order:
        return _another_order(got, want) == said.order
    if said.changes:
        return not _same(got[USUAL][0], tried(caller, made[USUAL][0], interface))
    if said.only_in:
        before = list(made)[: list(made).index(said.only_in)]
        fine = all(all(row) for at in before for row in right[at])
        return fine and not any(all(row) for row in right[said.only_in])
    names = interface[every[0][0]].outputs
    columns = zip(*in_a_row(right), strict=True)
    always = {name: all(column) for name, column in zip(names, columns, strict=True)}
    outputs = all(always[name] for name in said.right) and not any(always[name] for name in said.wrong)
    return outputs and (not said.own_loss or _fits_own_loss(caller, every, interface))


def _compared(
    caller: Caller,
    interface: Interface,
    made: Mapping[str, list[Call]],
    want: Mapping[str, Any],
    relative: float = RELATIVE,
) -> tuple[dict[str, list[list[Array] | None]], dict[str, list[list[bool]]]]:
    """Return the outputs of each call, and which of them are right, by situation."""
    got = {at: [tried(caller, call, interface) for call in made[at]] for at in made}
    right = {
        at: [_right(mine, theirs, relative) for mine, theirs in zip(got[at], want[at], strict=True)]
        for at in made
    }
    return got, right


def _another_order(got: Mapping[str, list[list[Array] | None]], want: Mapping[str, Any]) -> tuple[int, ...]:
    """Return which right output is in each place, if all calls give them in one other order; else ()."""
    pairs = [pair for at in got for pair in zip(got[at], want[at], strict=True)]
    if len({len(theirs) for _, theirs in pairs}) > 1:
        return ()
    for order in itertools.permutations(range(len(pairs[0][1]))):
        if order != tuple(sorted(order)) and all(
            mine is not None and all(_is_the_same(mine[i], theirs[place]) for i, place in enumerate(order))
            for mine, theirs in pairs
        ):
            return order
    return ()


def _is_the_same(mine: Array, theirs: Any) -> bool:
    return mine.shape == np.shape(theirs) and alike(mine, np.array(theirs))


def _wrong_in_one_situation(
    right: Mapping[str, list[list[bool]]], sentences: Mapping[str, str]
) -> tuple[str, str]:
    """Return the first situation in which every call fails, if all before it are right; and its sentence."""
    for situation, rows in right.items():
        if all(map(all, rows)):
            continue
        never = not any(map(all, rows))
        return (situation, sentences.get(situation, "")) if never else ("", "")
    return "", ""


def _by_output(
    caller: Caller, every: Sequence[Call], interface: Interface, right: list[list[bool]]
) -> Statement | None:
    """Return which of the outputs are right, and whether the gradients belong to the loss."""
    loss, *gradients = interface[every[0][0]].outputs
    always = [all(column) for column in zip(*right, strict=True)]
    never = [not any(column) for column in zip(*right, strict=True)]
    if always[0] and any(never[1:]):
        wrong = tuple(name for name, off in zip(gradients, never[1:], strict=True) if off)
        also = (loss, *(name for name, fine in zip(gradients, always[1:], strict=True) if fine))
        return Statement(f"The {_are(also)} right; {_are(wrong)} not.", right=also, wrong=wrong)
    if not never[0]:
        return None
    if all(always[1:]):
        return Statement(ONLY_LOSS, right=tuple(gradients), wrong=(loss,))
    if _fits_own_loss(caller, every, interface):
        return Statement(OWN_LOSS, wrong=(loss,), own_loss=True)
    fine = tuple(name for name, is_right in zip(gradients, always[1:], strict=True) if is_right)
    return Statement(f"The {_are(fine)} right; the loss is not.", right=fine, wrong=(loss,)) if fine else None


def _fits_own_loss(caller: Caller, every: Sequence[Call], interface: Interface) -> bool:
    """Tell whether all gradients are the slopes of the function's own loss, whatever is asked."""
    function, _ = every[0]
    slopes = interface[function].slopes
    try:
        return all(
            fits_loss(caller, interface, function, arguments, slopes[name], name)
            for _, arguments in every
            for name in interface[function].outputs[1:]
        )
    except (StudentError, Failed):
        return False


def _are(names: Sequence[str]) -> str:
    return f"{' and '.join(names)} {'are' if len(names) > 1 else 'is'}"


def _outputs(caller: Caller, call: Call, names: tuple[str, ...]) -> list[Array]:
    return [part.astype(float) for part in outputs_of(caller, *call, names)]


def tried(caller: Caller, call: Call, interface: Interface) -> list[Array] | None:
    """Return the outputs of a call; None where it gives none."""
    try:
        return _outputs(caller, call, interface[call[0]].outputs)
    except (StudentError, Failed):
        return None


def _right(got: list[Array] | None, want: list[Any], relative: float) -> list[bool]:
    """Tell for each output whether it is right."""
    if got is None:
        return [False] * len(want)
    return [alike(mine, np.array(theirs), relative) for mine, theirs in zip(got, want, strict=True)]


def alike(mine: Array, theirs: Array, relative: float = RELATIVE) -> bool:
    """Tell whether two outputs count as the same, in whatever shape, to so much of each number."""
    if mine.size != theirs.size:
        return False
    return bool(np.allclose(mine.ravel(), theirs.ravel(), rtol=relative, atol=relative / 100))


def _same(one: list[Array] | None, other: list[Array] | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(
        a.shape == b.shape and np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True)
    )
