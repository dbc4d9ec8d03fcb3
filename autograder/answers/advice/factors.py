"""The factors with which an answer is a sum of the right parts."""

from collections.abc import Sequence

import numpy as np

from ..evaluator import Array
from ..formula import Case

Values = list[tuple[Case, Array]]  # cases and what an answer gives there


def names_of_parts(found: Values) -> list[str]:
    """Return the names of the parts of the value, one empty name if it is not told apart."""
    return list(found[0][0].parts) or [""]


def factors_of_parts(found: Values) -> dict[str, float] | None:
    """Return {part: its factor} of an answer that is a sum of the right parts; None of any other."""
    names = names_of_parts(found)
    factors = _solved(_stacked(found, [1.0] * len(found)), found)
    return None if factors is None else dict(zip(names, factors, strict=True))


def scaled_by(found: Values, scale: Sequence[float]) -> dict[str, float] | None:
    """Return {part: constant} of the parts that are a constant times the scale too large.

    None if the others are not right. The scale has one number for each case and is not the same in all.
    """
    names = names_of_parts(found)
    factors = _solved(np.hstack([_stacked(found, [1.0] * len(found)), _stacked(found, scale)]), found)
    if factors is None:
        return None
    plain_ones, scaled_ones = factors[: len(names)], factors[len(names) :]
    off = {}
    for name, plain, scaled in zip(names, plain_ones, scaled_ones, strict=True):
        if abs(scaled) > 1e-6 > abs(plain):
            off[name] = scaled
        elif not (abs(scaled) < 1e-6 and np.isclose(plain, 1)):
            return None
    return off


def _stacked(found: Values, scale: Sequence[float]) -> Array:
    """Return the parts times the scale as columns, all entries of all cases below each other."""
    rows = []
    for (case, _), times in zip(found, scale, strict=True):
        parts = case.parts or {"": case.want}
        shares = [parts.get(name, np.zeros_like(case.want)) for name in names_of_parts(found)]
        rows.append(np.stack([times * share.ravel() for share in shares], axis=1))
    return np.concatenate(rows)


def _solved(system: Array, found: Values) -> list[float] | None:
    """Return the factors of the columns that add up to what was got; None if none do, or several."""
    got = np.concatenate([value.ravel() for _, value in found])
    if not np.all(np.isfinite(got)) or np.linalg.matrix_rank(system) < system.shape[1]:
        return None
    factors = np.linalg.lstsq(system, got, rcond=None)[0]
    if not np.allclose(system @ factors, got, rtol=1e-7, atol=1e-9):
        return None
    return [float(factor) for factor in factors]
