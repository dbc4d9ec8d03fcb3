"""Gradient checks on the student's own loss: they say that a gradient and its loss do not fit together."""

import numpy as np

from ..contract import ARGUMENTS, OUTPUTS
from ..gradcheck import first_mismatch, slope
from .core import Failed, agree, at, numeric, split


def expect_slope(student, expected, function, arguments, by, output, belongs_to=lambda place: ""):
    """`output` of the function is the slope of its own loss along the argument `by`, and the right one.

    `belongs_to` says in words what an entry of a packed output is.
    """
    names, where = OUTPUTS[function], ARGUMENTS[function].index(by)
    x = arguments[where]

    def own_loss(nudged):
        changed = [nudged if i == where else argument for i, argument in enumerate(arguments)]
        loss = numeric(split(student.call(function, *changed), names, function)[0], "loss")
        return float(loss.reshape(-1)[0]) if loss.size == 1 else np.nan

    got = split(student.call(function, *arguments), names, function)[names.index(output)]
    got = numeric(got, output)
    if got.shape == x.shape and np.all(np.isfinite(got)) and got.dtype == float:
        slopes = slope(own_loss, x)
        if (mismatch := first_mismatch(got, slopes)) is not None:
            place, count = mismatch
            student.last = function, arguments
            raise Failed(
                f"{at(output, place)}{belongs_to(place)} is not the slope of your loss ({count} of {x.size} entries differ)",
                f"expected  {slopes[place]:.7g}   (slope measured on your own loss)",
                f"got       {got[place]:.7g}",
            )
    agree(student, expected, function, *arguments, only=(output,))
