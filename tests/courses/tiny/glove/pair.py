"""One pair of words in GloVe."""

import numpy as np


def weight(count):
    """Return f(x), which is 1 from 100 on (Pennington et al., 2014, equation 9)."""
    return min(1.0, (count / 100) ** 0.75)


def pair_loss_and_gradient(w, v, count):
    """Compute the loss of one pair of words, and its gradient.

    Args:
        w: (D,) vector of the word.
        v: (D,) vector of the context word.
        count: x, how often the two occur together.

    Returns:
        loss: J = f(x) (w·v - log x)².
        grad_w: (D,) dJ/dw.
    """
    ### BEGIN SOLUTION
    off = w @ v - np.log(count)
    return weight(count) * off**2, 2 * weight(count) * off * v
    ### END SOLUTION
