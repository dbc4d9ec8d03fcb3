"""Wrong implementations, each with the sentence that names the idea."""

import numpy as np
from reference.pair import weight

from autograder.checks import misconception


@misconception("pair-loss", "pair_loss_and_gradient", "A square has a factor of 2 in its derivative.")
def factor_of_two_lost(w, v, count):
    off = w @ v - np.log(count)
    return weight(count) * off**2, weight(count) * off * v
