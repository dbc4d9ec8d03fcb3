"""Is a gradient the slope of the loss? Differences of fourth order, entry by entry."""

import numpy as np

STEP, TOLERANCE = 1e-3, 1e-5  # a guard such as log(p + 1e-8) may show; the reference holds gradients to 1e-9


def slope(loss, x, h=STEP):
    """The gradient of `loss` at x (any shape), by fourth-order central differences."""
    grad = np.zeros(x.shape)
    for entry in np.ndindex(*x.shape):

        def along(distance):
            nudged = x.copy()
            nudged[entry] += distance
            return loss(nudged)

        near, far = along(h) - along(-h), along(2 * h) - along(-2 * h)
        grad[entry] = (8 * near - far) / (12 * h)
    return grad


def first_mismatch(gradient, slopes):
    """(place, number of places) where a gradient is not the slope; None if it is everywhere."""
    scale = np.maximum(1, np.abs(slopes))
    wrong = np.argwhere(~(np.abs(gradient - slopes) <= TOLERANCE * scale))
    return (tuple(int(i) for i in wrong[0]), len(wrong)) if len(wrong) else None
