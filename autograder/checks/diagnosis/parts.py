"""Tell which part of an output is off, and by what: outputs are sums of parts that the release has recorded.

An output that is such a sum, with one factor for each part wherever one looks, says itself what is missing,
doubled, divided by a size, or of the other sign.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.course import Course
from autograder.sandbox.caller import Caller

from ..interface import Interface
from ..oracle import Table
from ..question_checks import Call, checks_of
from ..shares import Shares
from . import consistency

Array = npt.NDArray[np.float64]
RELATIVE = 1e-7  # how far a sum of parts may be from the output, by its largest entry
LOG_10 = float(np.log10(np.e))


@dataclass(frozen=True)
class Off:
    """Say that an output is the sum of its parts times these factors, and each of them times a size's power.

    factors: {part: its factor}. size: the letter of the size, and `power` 1 or -1; "" for none.
    meant: the size in whose place that one stands, if it does.
    """

    output: str
    factors: Mapping[str, float]
    size: str = ""
    power: int = 0
    meant: str = ""

    @property
    def text(self) -> str:
        """The sentence."""
        off = {
            part: factor for part, factor in self.factors.items() if not np.isclose(factor, 1) or self.size
        }
        if len({round(factor, 9) for factor in off.values()}) == 1 and len(off) == len(self.factors):
            return f"{self.output} {self._by(next(iter(off.values())))}."
        said = [f"what comes from {part} {self._by(factor)}" for part, factor in off.items()]
        return f"In {self.output}, {' and '.join(said)}."

    def _by(self, factor: float) -> str:
        how = f"is {'divided by' if self.power < 0 else 'multiplied by'} {self.size}" if self.size else ""
        how += f", where {self.meant} is meant" if self.meant else ""
        if np.isclose(factor, 0, atol=1e-6):
            return "is missing"
        if np.isclose(factor, 1):
            return how
        if np.isclose(factor, -1):
            return f"has the opposite sign{' and ' + how if how else ''}"
        if np.isclose(factor, LOG_10):
            return "is in another logarithm: the natural one is meant"
        return f"is {factor:.6g} times what it should be{' and ' + how if how else ''}"


def wanted(
    every: Sequence[Call], values: Sequence[Sequence[Any]], shares: Mapping[str, Shares], interface: Interface
) -> list[Any]:
    """Return {output: {part: share}} of each call, as lists: what is recorded.

    `values` are the right outputs: an output whose shares the course does not give is its own one part.
    """
    found = []
    for (function, arguments), outputs in zip(every, values, strict=True):
        of_call: Any = {
            name: {"": value} for name, value in zip(interface[function].outputs, outputs, strict=True)
        }
        of_call |= shares[function](*arguments) if function in shares else {}
        found.append(
            {
                output: {part: np.asarray(share).tolist() for part, share in parts.items()}
                for output, parts in of_call.items()
            }
        )
    return found


def find(course: Course, question: str, caller: Caller, interface: Interface, table: Table) -> list[Off]:
    """Return what can be said of the outputs of a wrong answer, one entry for each that is off."""
    recorded = table.content.get("shares", {}).get(question, [])
    every = consistency.in_a_row(consistency.calls(course, question))
    return offs(every, recorded, caller, interface, checks_of(course, question).sizes)


def offs(
    every: Sequence[Call],
    shares: Sequence[Mapping[str, Mapping[str, Any]]],
    caller: Caller,
    interface: Interface,
    sizes: Any,
) -> list[Off]:
    """Return which outputs of the calls are sums of their shares, but not the right ones."""
    found = []
    for function in dict.fromkeys(function for function, _ in every) if shares else ():
        mine = [
            (call, one)
            for call, one in zip(every, shares, strict=True)
            if call[0] == function and all(one.values())  # some calls have none
        ]
        if not mine:
            continue
        got = [consistency.tried(caller, call, interface) for call, _ in mine]
        if any(one is None for one in got):
            continue
        letters = [sizes(*arguments) for (_, arguments), _ in mine]
        for place, output in enumerate(interface[function].outputs):
            values = [one[place] for one in got if one is not None]
            parts = [{part: np.asarray(value) for part, value in one[output].items()} for _, one in mine]
            if off := _off(output, values, parts, letters):
                found.append(off)
    return found


def _off(
    output: str,
    values: Sequence[Array],
    parts: Sequence[Mapping[str, Array]],
    letters: Sequence[Mapping[str, int]],
) -> Off | None:
    names = list(dict.fromkeys(name for one in parts for name in one))
    if any(value.shape != next(iter(one.values())).shape for value, one in zip(values, parts, strict=True)):
        return None
    common = sorted(set.intersection(*map(set, letters))) if letters else []
    ways = [("", 0, "")]
    ways += [(letter, power, "") for letter, power in itertools.product(common, (-1, 1))]
    ways += [(letter, -1, meant) for letter, meant in itertools.permutations(common, 2)]
    for way in ways:
        scales = [_scale(one, *way) for one in letters]
        if way[0] and len(set(scales)) == 1:  # the same in all calls: it could be anything
            continue
        factors = _fit(values, parts, names, scales)
        if factors is not None:
            is_right = not way[0] and all(np.isclose(factor, 1) for factor in factors.values())
            return None if is_right else Off(output, factors, *way)
    return None


def _scale(sizes: Mapping[str, int], size: str, power: int, meant: str) -> float:
    """Return by what a call's parts are multiplied, which has these sizes."""
    times = float(sizes[meant]) if meant else 1.0
    if not size:
        return times
    return times / sizes[size] if power < 0 else times * sizes[size]


def _fit(
    values: Sequence[Array],
    parts: Sequence[Mapping[str, Array]],
    names: Sequence[str],
    scales: Sequence[float],
) -> dict[str, float] | None:
    """Return the factors with which the scaled parts add up to the values in all calls; None if none do."""
    columns = [
        np.stack([scale * np.ravel(one.get(name, np.zeros(value.shape))) for name in names], axis=1)
        for value, one, scale in zip(values, parts, scales, strict=True)
    ]
    whole, got = np.concatenate(columns), np.concatenate([np.ravel(value) for value in values])
    if not np.all(np.isfinite(got)) or np.linalg.matrix_rank(whole) < len(names):
        return None
    factors = np.linalg.lstsq(whole, got, rcond=None)[0]
    if np.max(np.abs(whole @ factors - got)) > RELATIVE * max(1.0, float(np.max(np.abs(got)))):
        return None
    return dict(zip(names, map(float, factors), strict=True))


def holds(
    off: Off, every: Sequence[Call], shares: Sequence[Any], caller: Caller, interface: Interface, sizes: Any
) -> bool:
    """Tell whether it is true of these calls, which it has not seen."""
    for (function, arguments), one in zip(every, shares, strict=True):
        if off.output not in interface[function].outputs or not one[off.output]:
            continue
        place = interface[function].outputs.index(off.output)
        got = consistency.tried(caller, (function, arguments), interface)
        if got is None:
            return False
        scale = _scale(sizes(*arguments), off.size, off.power, off.meant)
        want = sum(
            factor * scale * np.asarray(one[off.output].get(part, 0.0))
            for part, factor in off.factors.items()
        )
        if not np.allclose(got[place], want, rtol=1e-6, atol=1e-7):
            return False
    return True
