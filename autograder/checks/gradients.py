"""Check gradients: each is the slope of the student's own loss, it is right, and it comes from a formula."""

import functools
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.sandbox.caller import SECONDS_PER_QUESTION, Caller, StudentError

from .agreement import TOLERANCE, agree, at, numeric, same, split, tolerance_of
from .differences import SLOPE_TOLERANCE, first_mismatch, slope
from .failures import Failed, NearlyRight
from .interface import Interface
from .student import Student

Array = npt.NDArray[np.float64]
FAR = 1e5  # how much longer, and shorter, vectors are where a difference quotient loses its digits
MEASURED = (
    "On ordinary vectors the gradient is right to several digits; "
    "where numbers are a hundred thousand times as large or as small it is not. "
    "A slope that is measured by nudging the loss behaves like that, and so does a gradient that is rounded "
    "or clipped; a formula keeps its digits everywhere. What is asked for here is the formula"
)
SLOW = (
    "With {} it took more than {:g} s and was stopped. "
    "Computed from its formula, the gradient takes a few milliseconds there, less than a hundredth of that; "
    "measured by nudging one entry after the other, it takes as many losses as there are entries."
)
CLOSE = (
    ". It is close to the slope of your loss, and not equal to it: "
    "is something rounded, clipped or float32, or is a small number added?"
)


def expect_slope(
    student: Student,
    expected: Any,
    function: str,
    arguments: Sequence[Any],
    by: str,
    output: str,
    belongs_to: Callable[[tuple[int, ...]], str] = lambda place: "",
) -> None:
    """Require that `output` of the function is the slope of its own loss along the argument `by`, and right.

    `belongs_to` says in words what an entry of a packed output is. Raises Failed.
    """
    names = student.interface[function].outputs
    place = student.interface[function].position(by)
    got = numeric(split(student.call(function, *arguments), names, function)[names.index(output)], output)
    loss, fits = _own_loss(student, function, arguments, place), False
    again = functools.partial(_again, student, function, arguments)
    if _comparable(got, arguments[place]):
        fits = _fits(loss, arguments[place], got)
        if not fits:
            _require_slope(loss, arguments[place], got, output, belongs_to, again)
    again()
    want = split(expected.call(function, *arguments), names, function)[names.index(output)]
    try:
        same(got, np.asarray(want, dtype=float), output, student, tolerance_of(output))
    except Failed as problem:
        if fits and "nearly right" not in problem.found:
            problem.found += CLOSE
        raise


def _comparable(got: npt.NDArray[Any], x: Array) -> bool:
    return got.shape == x.shape and bool(np.all(np.isfinite(got))) and got.dtype == float


def _again(student: Student, function: str, arguments: Sequence[Any]) -> None:
    """Let an example show this call, and not one with a nudged argument."""
    student.last = function, tuple(arguments)


def _require_slope(
    loss: Callable[[Array], float],
    x: Array,
    got: Array,
    output: str,
    belongs_to: Callable[[tuple[int, ...]], str],
    before_failing: Callable[[], None],
) -> None:
    """Find the place where the gradient is not the slope: measure one for every entry. Raises Failed."""
    slopes = slope(loss, x)
    mismatch = first_mismatch(got, slopes)
    if mismatch is None:
        return
    place, count = mismatch
    before_failing()
    entry = f"{at(output, place)}{belongs_to(place)}"
    raise Failed(
        f"{entry} is not the slope of your loss ({count} of {x.size} entries differ)",
        f"expected  {slopes[place]:.7g}   (slope measured on your own loss)",
        f"got       {got[place]:.7g}",
    ).comparing(output, got, slopes)


def fits_loss(
    caller: Caller, interface: Interface, function: str, arguments: Sequence[Any], by: str, output: str
) -> bool:
    """Tell whether an output is the slope of the function's own loss along `by`, in one direction."""
    student, signature = Student(caller, interface), interface[function]
    place = signature.position(by)
    outputs = split(student.call(function, *arguments), signature.outputs, function)
    got = numeric(outputs[signature.outputs.index(output)], output)
    loss = _own_loss(student, function, arguments, place)
    return got.shape == arguments[place].shape and _fits(loss, arguments[place], got)


def _own_loss(
    student: Student, function: str, arguments: Sequence[Any], place: int
) -> Callable[[Array], float]:
    """Return the student's loss as a function of the argument at `place`."""
    names = student.interface[function].outputs

    def own_loss(nudged: Array) -> float:
        changed = [nudged if i == place else argument for i, argument in enumerate(arguments)]
        loss = numeric(split(student.call(function, *changed), names, function)[0], "loss")
        return float(loss.reshape(-1)[0]) if loss.size == 1 else np.nan

    return own_loss


def _fits(loss: Callable[[Array], float], x: Array, gradient: Array) -> bool:
    """Tell whether the gradient is the slope of the loss along one direction, in which every entry counts."""
    along = np.cos(1.0 + np.arange(x.size)).reshape(x.shape)
    along /= max(1.0, float(np.linalg.norm(along)))
    measured = slope(lambda t: loss(x + t * along), np.zeros(()))
    return bool(abs(np.sum(gradient * along) - measured) <= SLOPE_TOLERANCE * max(1.0, abs(float(measured))))


def expect_formula(
    student: Student,
    expected: Any,
    function: str,
    far: Iterable[tuple[Sequence[Any], Mapping[str, Array]]],
    otherwise: Callable[[], None],
) -> None:
    """Run `otherwise`, the check on ordinary inputs; and require outputs as exact on the `far` ones.

    `far` gives (arguments, {output: factor}); outputs times their factors are of ordinary size. A difference
    quotient has one step for all: too coarse where vectors are long, too fine where they are short. A small
    number that is added somewhere, or float32, costs as many digits here as there, and is no measuring.
    Raises Failed.
    """
    worst = max(_error(student, expected, function, arguments, factors) for arguments, factors in far)
    ordinary = TOLERANCE
    try:
        otherwise()
    except NearlyRight as problem:
        ordinary = problem.error
        if worst <= 10 * ordinary:
            raise
    if not worst <= 10 * ordinary:  # so that nan fails
        raise Failed(MEASURED)


def _error(
    student: Student, expected: Any, function: str, arguments: Sequence[Any], factors: Mapping[str, Array]
) -> float:
    """Return the largest difference of the outputs, relative to the largest entry.

    Returns infinity for outputs that cannot be compared.
    """
    names = student.interface[function].outputs
    try:
        got, want = (split(side.call(function, *arguments), names, function) for side in (student, expected))
        pairs = [
            (numeric(mine, name), np.asarray(right), factors[name])
            for name, mine, right in zip(names, got, want, strict=True)
            if name in factors
        ]
    except Failed:
        return np.inf
    return max(_apart(mine, right, factor) for mine, right, factor in pairs)


def _apart(mine: npt.NDArray[Any], right: Array, factor: Array) -> float:
    if mine.shape != right.shape or not np.all(np.isfinite(mine)):
        return np.inf
    return float(np.max(np.abs((mine - right) * factor)) / np.max(np.abs(right * factor)))


def expect_quick(
    student: Student,
    expected: Any,
    function: str,
    arguments: Sequence[Any],
    rows: npt.NDArray[np.int64],
    size: str,
) -> None:
    """Require that the function keeps up where arguments are large, as a formula does; compare some rows.

    `size` says in words how large they are. Raises Failed, and StudentError when time runs out.
    """
    began = time.monotonic()
    last = student.interface[function].outputs[-1:]
    try:
        agree(student, expected, function, *arguments, only=last, through="some_rows", options={"rows": rows})
    except StudentError as problem:
        if problem.kind == "Timeout":
            problem.text = SLOW.format(size, SECONDS_PER_QUESTION)
        raise
    took = time.monotonic() - began
    graded = f"When graded, a question has {SECONDS_PER_QUESTION:g} s on a machine like this"
    if took > SECONDS_PER_QUESTION:  # in a notebook, where nothing stops it
        raise Failed(f"With {size} it takes {took:.1f} s. {graded}: it would be stopped")
    if took > SECONDS_PER_QUESTION / 5:
        student.remark(f"With {size} it takes {took:.1f} s. {graded}.")
