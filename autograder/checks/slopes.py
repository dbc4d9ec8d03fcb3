"""Gradient checks: a gradient is the slope of the student's own loss, it is right, and it is a formula's."""

import time

import numpy as np

from .. import gradcheck
from ..sandbox.calls import StudentError
from ..contract import ARGUMENTS, OUTPUTS
from ..gradcheck import first_mismatch, slope
from .core import TOLERANCE, Failed, NearlyRight, Student, agree, at, limit, numeric, same, split

FAR = 1e5  # how much longer, and shorter, vectors are where a difference quotient loses its digits
LARGE_V, LARGE_D = 1000, 200
MEASURED = (
    "On ordinary vectors the gradient is right to several digits; where numbers are a hundred thousand times as large or as small it is not. "
    "A slope that is measured by nudging the loss behaves like that (or a gradient that is clipped); a formula keeps its digits "
    "everywhere. What is asked for here is the formula"
)
SLOW = (
    f"With V = {LARGE_V:,} and D = {LARGE_D} it took too long and was stopped. Computed from its formula, the gradient takes a few "
    "milliseconds there; measured by nudging one entry after the other, it takes as many losses as there are entries."
)


def expect_slope(student, expected, function, arguments, by, output, belongs_to=lambda place: ""):
    """`output` of the function is the slope of its own loss along the argument `by`, and the right one.

    One slope, along a direction in which all entries take part, tells whether they fit; only if not, a slope
    for every entry finds the place. `belongs_to` says in words what an entry of a packed output is.
    """
    names, x = OUTPUTS[function], arguments[ARGUMENTS[function].index(by)]
    got = numeric(split(student.call(function, *arguments), names, function)[names.index(output)], output)
    loss, fits = _own_loss(student, function, arguments, by), False
    if got.shape == x.shape and np.all(np.isfinite(got)) and got.dtype == float and not (fits := _fits(loss, x, got)):
        slopes = slope(loss, x)
        if (mismatch := first_mismatch(got, slopes)) is not None:
            place, count = mismatch
            student.last = function, arguments
            raise Failed(
                f"{at(output, place)}{belongs_to(place)} is not the slope of your loss ({count} of {x.size} entries differ)",
                f"expected  {slopes[place]:.7g}   (slope measured on your own loss)",
                f"got       {got[place]:.7g}",
            ).comparing(output, got, slopes)
    student.last = function, arguments
    want = split(expected.call(function, *arguments), names, function)[names.index(output)]
    try:
        same(got, np.asarray(want, dtype=float), output, student, limit(output))
    except Failed as problem:
        if fits:
            problem.found += ". It is the slope of your loss, so look at the loss: it is another one than what is asked for"
        raise


def fits_loss(caller, function, arguments, by, output):
    """Whether an output of the function is the slope of its own loss along the argument `by`, in one direction."""
    student, names, x = Student(caller), OUTPUTS[function], arguments[ARGUMENTS[function].index(by)]
    got = numeric(split(student.call(function, *arguments), names, function)[names.index(output)], output)
    return got.shape == x.shape and bool(_fits(_own_loss(student, function, arguments, by), x, got))


def _own_loss(student, function, arguments, by):
    names, where = OUTPUTS[function], ARGUMENTS[function].index(by)

    def own_loss(nudged):
        changed = [nudged if i == where else argument for i, argument in enumerate(arguments)]
        loss = numeric(split(student.call(function, *changed), names, function)[0], "loss")
        return float(loss.reshape(-1)[0]) if loss.size == 1 else np.nan

    return own_loss


def _fits(loss, x, gradient):
    """Whether the gradient is the slope of the loss along one direction, which no entry is missing from."""
    along = np.cos(1.0 + np.arange(x.size)).reshape(x.shape)
    along /= max(1.0, np.linalg.norm(along))
    measured = slope(lambda t: loss(x + t * along), np.zeros(()))
    return abs(np.sum(gradient * along) - measured) <= gradcheck.TOLERANCE * max(1.0, abs(measured))


def expect_formula(student, expected, function, far, otherwise):
    """Runs `otherwise`, the check on ordinary inputs; and the outputs are as exact on the `far` ones.

    `far` gives (arguments, {output: factor}); outputs times their factors are of ordinary size. A difference quotient has one
    step for all: too coarse where vectors are long, too fine where they are short. A small number that is added somewhere, or
    float32, costs as many digits here as there, and is no measuring.
    """
    worst = max(_error(student, expected, function, arguments, factors) for arguments, factors in far)
    ordinary = TOLERANCE
    try:
        otherwise()
    except NearlyRight as problem:
        ordinary = problem.error
        if worst <= 10 * ordinary:
            raise
    if not worst <= 10 * ordinary:
        raise Failed(MEASURED)


def _error(student, expected, function, arguments, factors):
    """By how much, relative to the largest entry, the outputs differ at most; infinite for what cannot be compared."""
    try:
        names = OUTPUTS[function]
        got, want = (split(side.call(function, *arguments), names, function) for side in (student, expected))
        pairs = [(numeric(mine, name), np.asarray(right), factors[name]) for name, mine, right in zip(names, got, want) if name in factors]
    except Failed:
        return np.inf
    return max(_apart(mine, right, factor) for mine, right, factor in pairs)


def _apart(mine, right, factor):
    if mine.shape != right.shape or not np.all(np.isfinite(mine)):
        return np.inf
    return np.max(np.abs((mine - right) * factor)) / np.max(np.abs(right * factor))


def expect_quick(student, expected, function, arguments, options):
    """The function keeps up with a large vocabulary, as a formula does; some rows of its gradient are compared."""
    began = time.monotonic()
    try:
        agree(student, expected, function, *arguments, only=OUTPUTS[function][-1:], through="some_rows", options=options)
    except StudentError as problem:
        if problem.kind == "Timeout":
            problem.text = SLOW
        raise
    if (took := time.monotonic() - began) > 1:
        student.remark(f"With V = {LARGE_V:,} and D = {LARGE_D} it takes {took:.1f} s. When graded, a question has 5 s on a machine like this.")
