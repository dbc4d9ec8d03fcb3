"""What every check is made of: a registry, a way to draw inputs, and comparisons that explain themselves.

A check is a function (student, expected, draw) with a docstring that students read. `student` and
`expected` answer the same calls; the first is the submission, the second knows what is right.
"""

import hashlib

import numpy as np

from ..contract import ARGUMENTS, OUTPUTS
from ..sandbox.calls import CannotCheck  # noqa: F401  those who import it from here find it

CHECKS = {}  # question id -> {check name: function}, in the order of the files
TOLERANCE = 1e-7  # of all else, relative: what neither another order of adding nor a guard of 1e-8 reaches
LOSS = 1e-6  # of losses: log(p + 1e-8) is a habit, and no mistake


class Failed(Exception):
    """The submission is wrong: what was found, and lines that show values (public draws only)."""

    def __init__(self, found, *values):
        super().__init__(found, *values)
        self.found, self.values, self.compared = found, values, None

    def comparing(self, name, got, want):
        """Keeps the arrays, for a picture of them."""
        self.compared = name, np.array(got, dtype=float), np.array(want, dtype=float)
        return self


class NearlyRight(Failed):
    """As Failed, by so little that the formula may be the right one; `error` is relative to the largest entry."""

    def __init__(self, error, found, *values):
        super().__init__(found, *values)
        self.error = error


class NotFinite(Failed):
    """As Failed: a value is nan or infinite."""


class Changed(Failed):
    """As Failed: an argument was changed."""


def check(question, after=(), needs=None):
    """Registers a check of a question.

    `after` names checks of the question that must pass before it, `needs` other questions whose
    functions it builds on (None: all that the catalogue names).
    """

    def register(function):
        function.after = (after,) if callable(after) else after
        function.needs = needs
        CHECKS.setdefault(question, {})[function.__name__] = function
        return function

    return register


class Draw:
    """Random inputs, the same for the same key: public in the notebook, secret when grading."""

    def __init__(self, *key):
        digest = hashlib.sha256("/".join(map(str, key)).encode()).digest()
        self.rng = np.random.default_rng(np.frombuffer(digest, np.uint32))

    def normal(self, *shape):
        return self.rng.normal(size=shape)

    def number(self, low, high):
        return int(self.rng.integers(low, high))

    def numbers(self, low, high, shape):
        return self.rng.integers(low, high, shape)

    def others(self, count, number, without):
        """`number` different indices below `count`, none of them `without`."""
        return self.rng.permutation(np.delete(np.arange(count), without))[:number]

    def repeats(self, count, shape, without):
        """Indices below `count`, some of them the same, none of them `without`."""
        low = self.rng.integers(0, count - 1, shape)
        low.flat[1] = low.flat[0]
        return low + (low >= without)


class Student:
    """The submission as checks see it: answers calls, collects remarks that cost nothing."""

    def __init__(self, caller):
        self.caller, self.remarks, self.changed, self.last = caller, [], set(), ("", ())

    def call(self, function, *arguments, through=None, options=None):
        self.last = function, arguments
        reply = self.caller.call(function, arguments, through, options)
        names = ARGUMENTS[function]
        self.changed |= {names[i] for i in reply.changed}
        for did in reply.did[:2] if self.caller.shows_values else []:
            self.remark(f"{function} {did}.")
        return reply.value

    def example(self):
        """The last call, as a line to paste; None if its arguments are too large to read."""
        function, arguments = self.last
        shown = ", ".join(map(python, arguments))
        return f"w2v_lib.{function}({shown})" if arguments and len(shown) < 400 and "Fn(" not in shown else None

    def remark(self, text):
        if text not in self.remarks:
            self.remarks.append(text)


def python(value):
    """A value as Python writes it, arrays included."""
    if isinstance(value, np.ndarray):
        return f"np.array({np.round(value, 4).tolist()})"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(python, value))}]"
    return repr(value)


def agree(student, expected, function, *arguments, only=None, through=None, options=None, tolerance=1.0):
    """Calls the function on both sides and compares their outputs (those in `only`, if given).

    Returns the student's outputs, as a list of float64 arrays.
    """
    got = student.call(function, *arguments, through=through, options=options)
    want = expected.call(function, *arguments, through=through, options=options)
    names = OUTPUTS.get(function, (function,))
    got, want = split(got, names, function), split(want, names, function)
    outputs = []
    for name, mine, right in zip(names, got, want):
        right = np.asarray(right, dtype=float)
        if only is None or name in only:
            mine = same(mine, right, name, student, min(tolerance, limit(name)))
        outputs.append(mine)
    return outputs


def limit(name):
    return LOSS if name == "loss" else TOLERANCE


def split(value, names, function):
    """The outputs of a function as a tuple; says so when there are too few or too many."""
    if len(names) == 1:
        return (value,)
    if value is None:
        raise Failed(f"{function} returned nothing: is its `return` missing?")
    if not isinstance(value, (tuple, list)) or len(value) != len(names):
        count = len(value) if isinstance(value, (tuple, list)) else 1
        count = count if count < 10 else "many"
        raise Failed(f"{function} should return {len(names)} values ({', '.join(names)}); it returned {count}")
    return tuple(value)


def same(got, want, name, student, tolerance):
    """`got` as a float64 array, if it equals `want`; otherwise Failed says how it differs."""
    got = numeric(got, name)
    if want.ndim == 0 and got.size == 1 and got.ndim:
        student.remark(f"{name} has shape {got.shape}; a plain number is meant, and it counts as one.")
        got = got.reshape(())
    if got.shape != want.shape:
        # of a strange shape only that it is strange: its numbers could carry hidden inputs out
        shape = f"shape {got.shape}" if got.ndim <= 2 and max(got.shape, default=0) < 100 else "another shape"
        only = got.size == want.size and np.allclose(np.ravel(got), np.ravel(want), rtol=1e-6, atol=1e-9)
        right = "; its numbers are right, only the shape is not, and broadcasting would hide that until later" if only else ""
        raise Failed(f"{name} has {shape}, and {want.shape} is meant{right}", *both(want, got))
    if not np.all(np.isfinite(got)):
        place = np.argwhere(~np.isfinite(got))[0]
        raise NotFinite(f"{at(name, place)} is {got[tuple(place)]}", *both(want, got))
    if got.dtype in (np.float16, np.float32):
        raise Failed(f"{name} is {got.dtype}, with about seven digits at best; the course computes in float64")
    got = got.astype(float)
    wrong = np.abs(got - want) > tolerance * np.abs(want) + tolerance / 2 * np.max(np.abs(want), initial=1e-300)
    if np.any(wrong):
        raise difference(got, want, name, wrong).comparing(name, got, want)
    return got


def numeric(got, name):
    """The value as an array of real numbers."""
    if got is None:
        raise Failed(f"{name} is None: is a `return` missing?")
    try:
        got = np.asarray(got)
    except ValueError:
        raise Failed(f"{name} has rows of different lengths") from None
    if got.dtype.kind not in "biuf":
        raise Failed(f"{name} is not made of real numbers")
    return got


def difference(got, want, name, wrong):
    """What is to be said of values that differ: the first entry, and how many."""
    place = np.argwhere(wrong)[0]
    found = f"{at(name, place)} is not what it should be"
    if want.size > 1:
        found += f" ({np.count_nonzero(wrong)} of {want.size} entries differ)"
    values = f"expected  {want[tuple(place)]:.7g}", f"got       {got[tuple(place)]:.7g}"
    if np.allclose(got, want, rtol=1e-5, atol=1e-5 * np.max(np.abs(want))):
        error = float(np.max(np.abs(got - want)) / np.max(np.abs(want)))
        return NearlyRight(error, f"{found}; it is nearly right: is something float32 or clipped, or is a small number added?", *values)
    return Failed(found, *values)


def both(want, got):
    text = [np.array2string(value, precision=5, threshold=12, suppress_small=True) for value in (want, got)]
    return [f"expected  {text[0]}", f"got       {text[1]}"] if want.size <= 12 else []


def at(name, place):
    return f"{name}[{', '.join(map(str, place))}]" if len(place) else name


def unchanged(student, *functions_and_arguments):
    """Calls each function and fails if it changed an argument that belongs to its caller."""
    for function, *arguments in functions_and_arguments:
        student.call(function, *arguments)
        if student.changed:
            names = " and ".join(f"`{name}`" for name in sorted(student.changed))
            raise Changed(f"{names} holds other values after the call: it belongs to the caller. Work on a copy")
