"""The factors with which an answer is a sum of the right parts."""

import numpy as np

from ..evaluator import Array
from ..formula import Case

Values = list[tuple[Case, Array]]  # cases and what an answer gives there


class Parts:
    """Hold the parts of the right value beside what an answer gives, the entries of all cases in N rows.

    names: of the parts, one empty name if they are not told apart. columns: (N, parts). got: (N,).
    counts: entries per case.
    """

    def __init__(self, found: Values) -> None:
        self.names = list(found[0][0].parts) or [""]
        self.counts = [case.want.size for case, _ in found]
        self.columns = np.concatenate([_columns(case, self.names) for case, _ in found])
        self.got = np.concatenate([value.ravel() for _, value in found])

    def factors(self) -> dict[str, float] | None:
        """Return {part: its factor} of an answer that is a sum of the right parts; None of any other."""
        factors = _solved(self.columns, self.got)
        return None if factors is None else dict(zip(self.names, factors, strict=True))

    def scaled_by(self, scale: Array) -> dict[str, float] | None:
        """Return {part: constant} of the parts that are a constant times the scale too large.

        None if the others are not right. The scale has one number for each case and is not the same in all.
        """
        scaled_columns = self.columns * np.repeat(scale, self.counts)[:, np.newaxis]
        factors = _solved(np.hstack([self.columns, scaled_columns]), self.got)
        if factors is None:
            return None
        off = {}
        plain_ones, scaled_ones = factors[: len(self.names)], factors[len(self.names) :]
        for name, plain, scaled in zip(self.names, plain_ones, scaled_ones, strict=True):
            if abs(scaled) > 1e-6 > abs(plain):
                off[name] = scaled
            elif not (abs(scaled) < 1e-6 and np.isclose(plain, 1)):
                return None
        return off


def _columns(case: Case, names: list[str]) -> Array:
    parts = case.parts or {"": case.want}
    missing = np.zeros(case.want.shape)
    return np.stack([parts.get(name, missing).ravel() for name in names], axis=1)


def _solved(columns: Array, got: Array) -> list[float] | None:
    """Return the factors of the columns that add up to what was got; None if none do, or several."""
    if not np.all(np.isfinite(got)) or np.linalg.matrix_rank(columns) < columns.shape[1]:
        return None
    factors = np.linalg.lstsq(columns, got, rcond=None)[0]
    if not np.allclose(columns @ factors, got, rtol=1e-7, atol=1e-9):
        return None
    return [float(factor) for factor in factors]
