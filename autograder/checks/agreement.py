"""Compare a student's values with what is expected, and say how they differ."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.sandbox.caller import Caller
from autograder.sandbox.wire import Fn

from .failures import Changed, Failed, NearlyRight, NotFinite
from .student import Student

TOLERANCE = 1e-7  # relative: reached neither by another order of adding nor by a guard of 1e-8
LOSS_TOLERANCE = 1e-6  # relative: log(p + 1e-8) is a habit, and no mistake
DEEPEST = 32  # lists inside each other: NumPy's most axes are 64
Array = npt.NDArray[np.float64]


def agree(
    student: Student,
    expected: Any,
    function: str,
    *arguments: Any,
    only: Collection[str] | None = None,
    through: str | None = None,
    options: dict[str, Any] | None = None,
    tolerance: float = 1.0,
) -> list[Any]:
    """Call the function on both sides and compare its outputs, those in `only` if it is given.

    Returns the student's outputs, the compared ones as float64 arrays. Raises Failed.
    """
    names = student.interface[function].outputs
    got = split(student.call(function, *arguments, through=through, options=options), names, function)
    want = split(expected.call(function, *arguments, through=through, options=options), names, function)
    outputs = []
    for name, mine, right in zip(names, got, want, strict=True):
        if only is None or name in only:
            limit = min(tolerance, tolerance_of(name))
            mine = same(mine, np.asarray(right, dtype=float), name, student, limit)
        outputs.append(mine)
    return outputs


def tolerance_of(output: str) -> float:
    """Return how far an output may be off, relative to its size."""
    return LOSS_TOLERANCE if output == "loss" else TOLERANCE


def split(value: Any, names: tuple[str, ...], function: str) -> tuple[Any, ...]:
    """Return the outputs of a function as a tuple. Raises Failed where there are too few or too many."""
    if len(names) == 1:
        return (value,)
    if value is None:
        raise Failed(f"{function} returned nothing: is its `return` missing?")
    if not isinstance(value, (tuple, list)) or len(value) != len(names):
        count = len(value) if isinstance(value, (tuple, list)) else 1
        said = count if count < 10 else "many"
        raise Failed(f"{function} should return {len(names)} values ({', '.join(names)}); it returned {said}")
    return tuple(value)


def outputs_of(
    caller: Caller, function: str, arguments: Sequence[object], names: tuple[str, ...]
) -> list[npt.NDArray[Any]]:
    """Call a function and return its outputs as arrays. Raises Failed and StudentError."""
    parts = split(caller.call(function, arguments).value, names, function)
    return [numeric(part, name) for part, name in zip(parts, names, strict=True)]


def same(got: Any, want: Array, name: str, student: Student, tolerance: float) -> Array:
    """Return `got` as a float64 array if it equals `want`. Raises Failed, which says how it differs."""
    got = numeric(got, name)
    if want.ndim == 0 and got.size == 1 and got.ndim:
        student.remark(f"{name} has shape {got.shape}; a plain number is meant, and it counts as one.")
        got = got.reshape(())
    if got.shape != want.shape:
        raise Failed(
            f"{name} has {_shape(got)}, and {want.shape} is meant{_only_shape(got, want)}", *both(want, got)
        )
    if not np.all(np.isfinite(got)):
        place = np.argwhere(~np.isfinite(got))[0]
        raise NotFinite(f"{at(name, place)} is {got[tuple(place)]}", *both(want, got))
    if got.dtype in (np.float16, np.float32):
        digits = "seven" if got.dtype == np.float32 else "three"
        raise Failed(f"{name} is {got.dtype}, with about {digits} digits; the course computes in float64")
    got = got.astype(float)
    largest = np.max(np.abs(want), initial=1e-300)
    allowed = tolerance * np.abs(want) + (tolerance / 2) * largest
    wrong = np.abs(got - want) > allowed
    if np.any(wrong):
        raise difference(got, want, name, wrong).comparing(name, got, want)
    if want.size > 2 and _are_float32(got) and not _are_float32(want):  # or its points would be luck
        raise Failed(f"{name} was computed in float32, or went through it; the course computes in float64")
    return got


def _are_float32(numbers: Array) -> bool:
    """Tell whether no number has more digits than float32 holds."""
    return bool(np.all(numbers.astype(np.float32).astype(float) == numbers))


def _shape(got: npt.NDArray[Any]) -> str:
    """Name a shape, but not the numbers of a strange one: they could carry hidden inputs out."""
    return f"shape {got.shape}" if got.ndim <= 2 and max(got.shape, default=0) < 100 else "another shape"


def _only_shape(got: npt.NDArray[Any], want: Array) -> str:
    """Say that the numbers are right, if they are: then only the shape is wrong."""
    if got.size == want.size and np.allclose(np.ravel(got), np.ravel(want), rtol=1e-6, atol=1e-9):
        return "; its numbers are right, only the shape is not, and broadcasting would hide that until later"
    return ""


def numeric(got: Any, name: str) -> npt.NDArray[Any]:
    """Return the value as an array of real numbers. Raises Failed."""
    if got is None:
        raise Failed(f"{name} is None: is a `return` missing?")
    if not _holds_numbers(got):  # NumPy would make text of all the others, each as long as the longest
        raise Failed(f"{name} is not made of real numbers")
    try:
        got = np.asarray(got)
    except ValueError:
        raise Failed(f"{name} has rows of different lengths") from None
    if got.dtype.kind not in "biuf":
        raise Failed(f"{name} is not made of real numbers")
    return got


def _holds_numbers(value: Any, depth: int = 0) -> bool:
    """Tell whether what is in lists and tuples, however deep, may be numbers; other objects may be arrays."""
    if isinstance(value, (list, tuple)):
        return depth < DEEPEST and all(_holds_numbers(item, depth + 1) for item in value)
    return not isinstance(value, (str, bytes, dict, Fn, type(None)))


def difference(got: Array, want: Array, name: str, wrong: npt.NDArray[np.bool_]) -> Failed:
    """Describe values that differ: the first entry, and how many."""
    place = np.argwhere(wrong)[0]
    found = f"{at(name, place)} is not what it should be"
    if want.size > 1:
        found += f" ({np.count_nonzero(wrong)} of {want.size} entries differ)"
    values = f"expected  {want[tuple(place)]:.7g}", f"got       {got[tuple(place)]:.7g}"
    if np.allclose(got, want, rtol=1e-5, atol=1e-5 * np.max(np.abs(want))):
        error = float(np.max(np.abs(got - want)) / np.max(np.abs(want)))
        nearly = "it is nearly right: is something float32 or clipped, or is a small number added?"
        return NearlyRight(error, f"{found}; {nearly}", *values)
    return Failed(found, *values)


def both(want: npt.NDArray[Any], got: npt.NDArray[Any]) -> list[str]:
    """Return both arrays as lines of text, where they are small enough to read."""
    if want.size > 12:
        return []
    shown = [np.array2string(value, precision=5, threshold=12, suppress_small=True) for value in (want, got)]
    return [f"expected  {shown[0]}", f"got       {shown[1]}"]


def at(name: str, place: Any) -> str:
    """Name an entry: grad[2, 0]."""
    return f"{name}[{', '.join(map(str, place))}]" if len(place) else name


def unchanged(student: Student, *calls: tuple[Any, ...]) -> None:
    """Make each call (function, *arguments). Raises Changed if one changed an argument."""
    for function, *arguments in calls:
        student.call(function, *arguments)
        if student.changed:
            names = " and ".join(f"`{name}`" for name in sorted(student.changed))
            raise Changed(
                f"{names} holds other values after the call: it belongs to the caller. Work on a copy"
            )
