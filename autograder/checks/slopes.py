"""Gradient checks: a gradient is the slope of the student's own loss, it is right, and it is a formula's."""

import numpy as np

from ..callers import StudentError
from ..contract import ARGUMENTS, OUTPUTS
from ..gradcheck import TOLERANCE, first_mismatch, slope
from .core import Failed, NearlyRight, agree, at, limit, numeric, same, split

FAR = 1e4  # how much longer, and shorter, vectors are where a difference quotient loses its digits
LARGE_V, LARGE_D = 2000, 100
MEASURED = (
    "On ordinary vectors the gradient is right to several digits; on vectors ten thousand times as long or as short it is not. "
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
    loss = _own_loss(student, function, arguments, by)
    if got.shape == x.shape and np.all(np.isfinite(got)) and got.dtype == float and not _fits(loss, x, got):
        slopes = slope(loss, x)
        if (mismatch := first_mismatch(got, slopes)) is not None:
            place, count = mismatch
            student.last = function, arguments
            raise Failed(
                f"{at(output, place)}{belongs_to(place)} is not the slope of your loss ({count} of {x.size} entries differ)",
                f"expected  {slopes[place]:.7g}   (slope measured on your own loss)",
                f"got       {got[place]:.7g}",
            )
    student.last = function, arguments
    want = split(expected.call(function, *arguments), names, function)[names.index(output)]
    same(got, np.asarray(want, dtype=float), output, student, limit(output))


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
    return abs(np.sum(gradient * along) - measured) <= TOLERANCE * max(1.0, abs(measured))


def expect_formula(student, expected, function, far, outputs, otherwise):
    """Runs `otherwise`, the check on ordinary inputs; and the outputs are exact on the `far` ones, too.

    A difference quotient has one step for all: too coarse where vectors are long, too fine where they are short.
    """
    apart = any([_apart(student, expected, function, arguments, outputs) for arguments in far])
    try:
        otherwise()
    except NearlyRight:
        if not apart:
            raise
    if apart:
        raise Failed(MEASURED)


def _apart(student, expected, function, arguments, outputs):
    try:
        agree(student, expected, function, *arguments, only=outputs)
    except Failed:
        return True
    return False


def expect_quick(student, expected, function, arguments, options):
    """The function keeps up with a large vocabulary, as a formula does; some rows of its gradient are compared."""
    try:
        agree(student, expected, function, *arguments, only=OUTPUTS[function][-1:], through="some_rows", options=options)
    except StudentError as problem:
        if problem.kind == "Timeout":
            problem.text = SLOW
        raise
