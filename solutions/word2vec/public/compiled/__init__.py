"""The training's inner loops, compiled by numba (`pip install 'w2v-autograder[fast]'`).

They compute what NumPy computes in minibatch_step.py and in w2v_lib, which are the reference: the same step
to 1e-12, the same draws of the same generator. Numba compiles a loop when it is first called, which takes
seconds, and keeps it on disk for the next time.

In these loops an index that is of type uintp, or from a range of a length, saves the question whether it is
negative and counts from the end.
"""

from .draws import pairs, thinned
from .handout import handout_windows
from .steps import Negative

__all__ = ["Negative", "handout_windows", "pairs", "thinned"]
