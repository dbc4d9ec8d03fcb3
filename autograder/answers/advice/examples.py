"""Cases in which an answer is right, and cases in which it is wrong."""

import numpy as np

from ..compare import close
from ..evaluator import Array, Misfit, Uncovered, Unknown
from ..formula import Scale
from .attempt import Attempt


def one_side(attempt: Attempt) -> tuple[str, str] | None:
    """Say that the answer is right in all cases (or entries) with one label only."""
    if attempt.problem and not isinstance(attempt.problem, Uncovered):
        return None
    agree: dict[str, bool] = {}
    for case in attempt.cases():
        try:
            fits = close(attempt.obtained(case), case.want)
        except Uncovered:
            fits = np.asarray(False)
        except (Misfit, Unknown):
            return None
        for label, mask in case.where.items():
            if label in attempt.formula.notation.sides:
                agree[label] = agree.get(label, True) and bool(np.all(fits | ~mask))
    right = [label for label, agrees in agree.items() if agrees]
    return attempt.formula.notation.sides.get(right[0]) if len(right) == 1 and len(agree) == 2 else None


def one_dimension(attempt: Attempt) -> str | None:
    """Say that the answer is right for vectors of one dimension only."""
    if attempt.problem or not attempt.values():
        return None
    if attempt.cases(Scale.THIN)[0].want.shape == attempt.cases()[0].want.shape:
        return None
    found = attempt.values(Scale.THIN)
    if not found or not all(np.all(close(got, case.want)) for case, got in found):
        return None
    which = "Which products are dot products, and which go entry by entry?"
    return f"This is right for vectors of one dimension only. {which}"


def smallest(attempt: Attempt) -> str:
    """Show a smallest case in which the answer is wrong, with its numbers."""
    if not attempt.values() or not attempt.values(Scale.SMALL):
        return str(attempt.problem)
    for case, got in attempt.values(Scale.SMALL):
        if shown(got) != shown(case.want) and not np.all(close(got, case.want)):
            given = ", ".join(f"${name} = {shown(value)}$" for name, value in case.data.items())
            results = f"yours is ${shown(got)}$, and ${shown(case.want)}$ is right."
            return f"Try it with numbers. For {given}, {results}"
    off = max(float(np.max(np.abs(case.want - got))) for case, got in attempt.values())
    return f"At a random point it is off by {off:.3g}."


def shown(array: Array) -> str:
    """Return the numbers of a value as a sentence has them."""
    # what rounding leaves of a difference is no number to show
    numbers = [f"{x + 0.0:.3g}" for x in np.round(np.real(np.atleast_1d(array)), 12).ravel()]
    if array.size == 1:
        return numbers[0]
    if 1 in array.shape or array.ndim == 1:
        return f"({', '.join(numbers)})"
    width = array.shape[1]
    return "(" + "; ".join(", ".join(numbers[i : i + width]) for i in range(0, array.size, width)) + ")"
