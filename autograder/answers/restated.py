"""Tell, by meaning, whether an answer of the right value only asks again, or measures what is asked for.

What may occur in a result is a list of each formula's (`functions`, `gone`; its notation's `finished`). A
slope that is measured takes a function at two arguments that hardly differ, or that differ by the same number
wherever one looks: the arguments' values are compared, however they are written.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from . import tree as t
from .compare import obtained
from .evaluator import Array, Misfit, Point, Unknown, value
from .formula import Case, Formula
from .places import parts
from .reader import trees
from .tree import Node

NEAR = 0.02  # relative: two arguments that are nearer than this at every point are one and the same, nudged
MEASURED = (
    "This takes a function twice, a small step apart: "
    "it measures the slope, or says again what was asked for. What is asked for is the result as a formula."
)
SMALL, LARGE = 0.05, 50
CONSTANT = t.Number, t.Over, t.Power, t.Product, t.Add, t.Negate
# functions that say the same of an argument, but for its sign and a factor
FAMILIES = dict.fromkeys(("exp", "sigma", "tanh", "sech"), "exp") | {
    name: name for name in ("log", "softmax", "abs", "max", "relu", "sign", "power", "diag", "cosh")
}
Taken = npt.NDArray[np.float64]  # all arguments that one part was taken at, in one case


def asks_again(formula: Formula, answer: Node) -> bool:
    """Tell whether something occurs in the answer that a result does not contain."""
    notation = formula.notation
    gone, finished = trees(formula.gone, notation), trees(notation.finished, notation)
    for part in parts(answer):
        if part in gone or (isinstance(part, t.Name) and t.Name(part.base) in gone):
            return True
        if formula.functions is not None and (name := _function(part)) and name not in formula.functions:
            return True
        if isinstance(part, t.Derivative) and not _is_finished(part, finished):
            return True
    return False


def _is_finished(part: t.Derivative, finished: Sequence[Node]) -> bool:
    """Tell whether a derivative may stand in a result: of a loss that has a name, by one of these symbols."""
    return part.loss is None or (isinstance(part.loss, t.Name) and part.by in finished)


def _function(part: Node) -> str:
    """Return the name of the function that a part applies, with its primes; "" for other parts."""
    match part:
        case t.Apply(function=function, primes=primes):
            return function + "'" * primes
        case t.Power(of=t.Name(base="e")):
            return "exp"
        case t.Size():
            return "abs"
    return ""


def is_measured(formula: Formula, answer: Node, some: Sequence[Case], entry: str | None) -> bool:
    """Tell whether an answer of the right value measures it: by a step, or by an argument that is nudged."""
    relations = [part for part in parts(answer) if isinstance(part, t.Relation)]
    conditions = {id(inner) for relation in relations for inner in parts(relation)}
    if any(_is_a_step(part) for part in parts(answer) if id(part) not in conditions):
        return True
    return is_nudged(formula, answer, some, entry)


def is_nudged(formula: Formula, answer: Node, some: Sequence[Case], entry: str | None) -> bool:
    """Tell whether a function is taken at two arguments that are one, nudged; or at a shifted vector."""
    kinds = [type(part) for part in parts(answer) if isinstance(part, (t.Apply, t.Power, t.Size))]
    if len(kinds) < 2 and t.Apply not in kinds:  # there is nothing to compare
        return False
    seen = [_arguments(formula, answer, case, entry) for case in some]
    pairs = combinations(seen[0] if seen else (), 2)
    if any(
        FAMILIES[one[0]] == FAMILIES[other[0]] and _are_nudged(_both(seen, one, other))
        for one, other in pairs
    ):
        return True
    return _is_shifted(some, seen)


Key = tuple[str, int]  # a function, and which of its parts


def _is_a_step(part: Node) -> bool:
    """Tell whether a part is a number as results do not contain it: tiny, huge, or all but one."""
    if any(isinstance(inner, t.Name) for inner in parts(part)) or not isinstance(part, CONSTANT):
        return False
    try:
        size = abs(float(value(part, Point({}))))
    except (Misfit, Unknown, TypeError, ValueError):
        return False
    return 0 < size < SMALL or 0 < abs(size - 1) < SMALL or size > LARGE


def _arguments(formula: Formula, answer: Node, case: Case, entry: str | None) -> dict[Key, Taken]:
    taken: dict[Key, list[Array]] = {}
    at = replace(case.at, taken=taken)
    try:
        obtained(formula, answer, replace(case, at=at), entry)
    except (Misfit, Unknown):
        return {}
    found = {key: np.concatenate([one.ravel() for one in some]) for key, some in taken.items()}
    return {key: 2 * some if key[0] == "tanh" else some for key, some in found.items()}


def _both(seen: Sequence[dict[Key, Taken]], one: Key, other: Key) -> list[tuple[Taken, Taken]]:
    """Return the arguments of two parts in each case; nothing if they cannot be compared in one of them."""
    found = [(case[one], case[other]) for case in seen if one in case and other in case]
    fits = len(found) == len(seen) and all(a.shape == b.shape for a, b in found)
    return found if fits else []


def _are_nudged(found: Sequence[tuple[Taken, Taken]]) -> bool:
    found = [(np.abs(a), np.abs(b)) for a, b in found]  # e^x and e^-x say the same
    if not found or all(np.allclose(a, b, rtol=1e-13, atol=0) for a, b in found):
        return False
    if all(np.allclose(a, found[0][0].flat[0]) for a, _ in found):  # a constant, and no argument
        return False
    if all(np.max(np.abs(a - b)) <= NEAR * np.max(np.abs(a)) for a, b in found):
        return True
    steps = np.concatenate([(a - b)[a != b] for a, b in found])
    ratios = np.concatenate([(a / b)[a != b] for a, b in found])
    return _is_one_number(steps) or (_is_one_number(ratios) and bool(0.9 < ratios[0] < 1.1))


def _is_one_number(numbers: Taken) -> bool:
    return bool(np.allclose(numbers, numbers[0], rtol=1e-6, atol=0))


def _is_shifted(some: Sequence[Case], seen: Sequence[dict[Key, Taken]]) -> bool:
    """Tell whether a softmax, or an exponential, is taken of a declared vector with one number added to it.

    That may be what keeps it small, such as the largest entry; but not one and the same number everywhere.
    """
    for key in seen[0] if seen else ():
        steps = [
            step for case, taken in zip(some, seen, strict=True) for step in _steps(case, taken.get(key))
        ]
        everywhere = len(steps) == len(some)
        if everywhere and key[0] in ("softmax", "exp") and _is_one_number(np.array(steps)):
            return True
    return False


def _steps(case: Case, argument: Taken | None) -> list[float]:
    """Return the number that is added to a declared vector, if that is what the argument is."""
    for symbol in case.at.symbols.values():
        vector = symbol.ravel()
        if argument is not None and vector.size > 1 and argument.size % vector.size == 0:
            step = argument[: vector.size] - vector
            if _is_one_number(step) and abs(step[0]) > 1e-9:
                return [float(step[0])]
    return []
