"""Compare a gradient with the numerical one (given; it uses your `numerical_gradient`)."""

from collections.abc import Callable

import numpy as np

from .foundations import numerical_gradient


def gradient_check(loss_and_gradient: Callable, x: np.ndarray, tolerance: float = 1e-5) -> None:
    """Check that a gradient is the slope of its loss, entry by entry.

    Args:
        loss_and_gradient: function of x that returns (loss, gradient shaped like x).
        x: float array of any shape.
        tolerance: the largest |difference| / max(1, |analytic|, |numerical|) that is accepted.

    Raises:
        AssertionError: names the first entry where the gradient is not the slope of the loss.
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
            f"at {place} the gradient is not the slope of the loss: it says {analytic[place]:.6g}, "
            f"nudging x there says {numerical[place]:.6g} ({len(wrong)} of {np.size(x)} entries differ)"
        )
