"""Random inputs of checks: the same for the same key, public in the notebook and secret when grading."""

import hashlib

import numpy as np
import numpy.typing as npt


class Draw:
    """Draw inputs from a generator that depends on a key: ("public", question, check, seed), say."""

    def __init__(self, *key: object) -> None:
        digest = hashlib.sha256("/".join(map(str, key)).encode()).digest()
        self.rng = np.random.default_rng(np.frombuffer(digest, np.uint32))

    def normal(self, *shape: int) -> npt.NDArray[np.float64]:
        """Return an array of this shape, standard normal."""
        return self.rng.normal(size=shape)

    def number(self, low: int, high: int) -> int:
        """Return an integer from `low` up to, not including, `high`."""
        return int(self.rng.integers(low, high))

    def numbers(self, low: int, high: int, shape: int | tuple[int, ...]) -> npt.NDArray[np.int64]:
        """Return integers from `low` up to, not including, `high`."""
        return self.rng.integers(low, high, shape)

    def others(self, count: int, number: int, without: int) -> npt.NDArray[np.int64]:
        """Return `number` different indices below `count`, none of them `without`."""
        return self.rng.permutation(np.delete(np.arange(count), without))[:number]

    def repeats(self, count: int, shape: int | tuple[int, ...], without: int) -> npt.NDArray[np.int64]:
        """Return indices below `count`, some of them the same, none of them `without`."""
        low = self.rng.integers(0, count - 1, shape)
        low.flat[1:2] = low.flat[0]  # not where there is only one
        return low + (low >= without)
