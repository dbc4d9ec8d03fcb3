"""A pair function that is nobody's: whoever adds up what it gives, adds up what they were given.

It lies beside the student's code in the sandbox, and tells the grader outside what should have come out.
"""

import numpy as np


def pretended(v, o, U, drawn):
    """Return (number, (D,), (V, D)) of v (D,), an index o, U (V, D), and some drawn indices."""
    s = U @ v + o
    loss = float(np.sum(np.cos(s)) + np.sum(np.sqrt(1.0 + np.asarray(drawn, dtype=float))))
    return loss, U.T @ np.sin(s), np.outer(np.cos(s), v)
