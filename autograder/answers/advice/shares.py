"""Mistakes that the value itself shows: its parts are right but for signs, factors, or missing parts."""

from collections.abc import Collection, Iterator

import numpy as np

from .. import repairs
from ..evaluator import Array
from .attempt import Attempt
from .undone import undone


def sign(attempt: Attempt) -> str | None:
    """Say which sign is flipped."""
    factors = attempt.factors
    if factors and np.allclose(np.abs(list(factors.values())), 1):
        flipped = [name for name, factor in factors.items() if factor < 0]
        if len(flipped) == len(factors):
            return "The sign is flipped: this is exactly the opposite."
        return f"A sign is flipped: what comes from {' and '.join(flipped)} should have the other one."
    if (part := undone(attempt, repairs.signs(attempt.node))) is not None:
        return f"One sign is flipped: look at ${part.latex()}$."
    return None


def factor(attempt: Attempt) -> str | None:
    """Say which factor is off: a number, the letter of a size, or a part of the answer."""
    factors = attempt.factors
    if factors and min(map(abs, factors.values())) > 1e-6:
        off = {name: factor for name, factor in factors.items() if not np.isclose(factor, 1)}
        if off and _is_one_number(off.values()):
            times = next(iter(off.values()))
            return f"A factor is off: {_whose(off, factors)} is {times:.6g} times what it should be."
    if said := _size_as_factor(attempt):
        return said
    if (part := undone(attempt, repairs.without_a_factor(attempt.node))) is not None:
        return f"A factor is off: look at ${part.latex()}$."
    return None


def _size_as_factor(attempt: Attempt) -> str | None:
    """Say that some parts are K times, or 1/K times, what they should be, where K is the letter of a size."""
    if attempt.parts is None:
        return None
    for shown, scale in _scales(attempt):
        off = attempt.parts.scaled_by(scale)
        if off and _is_one_number(off.values()):
            times = next(iter(off.values()))
            many = "" if np.isclose(times, 1) else f"{times:.3g} · "
            whose = _whose(off, attempt.parts.names)
            return f"A factor is off: {whose} is {many}${shown}$ times what it should be."
    return None


def _scales(attempt: Attempt) -> Iterator[tuple[str, Array]]:
    """Iterate over K, 1/K and 1/(K+1) for the letters of sizes that are not the same in all cases."""
    for letter in attempt.formula.notation.sizes:
        found = [case.at.symbols.get(letter) for case in attempt.cases()]
        sizes = np.array([float(size) for size in found if size is not None])
        if len(sizes) == len(found) and np.ptp(sizes) > 0:
            yield letter, sizes
            yield f"1/{letter}", 1 / sizes
            yield f"1/({letter}+1)", 1 / (sizes + 1)


def _is_one_number(factors: Collection[float]) -> bool:
    return len({round(factor, 6) for factor in factors}) == 1


def _whose(off: Collection[str], parts: Collection[str]) -> str:
    return "this" if len(off) == len(parts) else f"what comes from {' and '.join(off)}"


def part_missing(attempt: Attempt) -> str | tuple[str, str] | None:
    """Name a part of the value that is not there at all."""
    factors = attempt.factors
    missing = [name for name, factor in factors.items() if abs(factor) < 1e-6]
    if not missing or len(missing) == len(factors):
        return None
    is_sum = any(name.startswith(attempt.formula.notation.sums) for name in missing)
    return "sum-missing" if is_sum else "term", f"What comes from {' and '.join(missing)} is missing."
