"""Holds a gradient against the numerical one (given; it uses your `numerical_gradient`)."""

import numpy as np

from .foundations import numerical_gradient


def gradient_check(loss_and_gradient, x, tolerance=1e-5):
    """Raises an AssertionError that names the first entry whose gradient is not the loss's slope.

    Args:
        loss_and_gradient: function of x, returns (loss, gradient shaped like x).
        x: float array of any shape.
        tolerance: of |difference| / max(1, |analytic|, |numerical|).
    """
    state = np.random.get_state()
    _, analytic = loss_and_gradient(x)
    np.random.set_state(state)
    numerical = numerical_gradient(lambda nudged: loss_and_gradient(nudged)[0], x)
    if np.shape(analytic) != np.shape(x):
        raise AssertionError(f"the gradient has shape {np.shape(analytic)}, x has {np.shape(x)}")
    scale = np.maximum(1, np.maximum(np.abs(analytic), np.abs(numerical)))
    wrong = np.argwhere(~(np.abs(analytic - numerical) / scale <= tolerance))
    if len(wrong):
        place = tuple(int(i) for i in wrong[0])
        raise AssertionError(
            f"the gradient is not the slope of the loss at {place}: it says {analytic[place]:.6g}, "
            f"nudging x there says {numerical[place]:.6g} ({len(wrong)} of {np.size(x)} entries differ)"
        )
