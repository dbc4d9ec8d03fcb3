"""Measure the slope of a loss by differences of fourth order, entry by entry."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
STEP = 1e-3
SLOPE_TOLERANCE = 1e-5  # a guard such as log(p + 1e-8) may show; the reference holds gradients to 1e-9


def slope(loss: Callable[[Array], float], x: Array, step: float = STEP) -> Array:
    """Return the gradient of `loss` at x (any shape), by fourth-order central differences."""
    grad = np.zeros(x.shape)
    for entry in np.ndindex(*x.shape):

        def along(distance: float, entry: tuple[int, ...] = entry) -> float:
            nudged = x.copy()
            nudged[entry] += distance
            return loss(nudged)

        near, far = along(step) - along(-step), along(2 * step) - along(-2 * step)
        grad[entry] = (8 * near - far) / (12 * step)
    return grad


def first_mismatch(gradient: Array, slopes: Array) -> tuple[tuple[int, ...], int] | None:
    """Return (place, number of places) where a gradient is not the slope; None if it is everywhere."""
    allowed = SLOPE_TOLERANCE * np.maximum(1, np.abs(slopes))
    close = np.abs(gradient - slopes) <= allowed  # False for nan
    wrong = np.argwhere(~close)
    return (tuple(int(i) for i in wrong[0]), len(wrong)) if len(wrong) else None
