"""The ways in which a check fails."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


class Failed(Exception):
    """The submission is wrong.

    `found` says what was found, `values` are lines that show values (public draws only), and `compared` keeps
    (name, got, expected) for a picture of them.
    """

    def __init__(self, found: str, *values: str) -> None:
        super().__init__(found, *values)
        self.found, self.values = found, values
        self.compared: tuple[str, Array, Array] | None = None

    def comparing(self, name: str, got: npt.ArrayLike, want: npt.ArrayLike) -> "Failed":
        """Keep the arrays, for a picture of them."""
        self.compared = name, np.array(got, dtype=float), np.array(want, dtype=float)
        return self


class NearlyRight(Failed):
    """As Failed, by so little that the formula may be right; `error` is relative to the largest entry."""

    def __init__(self, error: float, found: str, *values: str) -> None:
        super().__init__(found, *values)
        self.error = error


class NotFinite(Failed):
    """As Failed: a value is nan or infinite."""


class Changed(Failed):
    """As Failed: an argument was changed."""
