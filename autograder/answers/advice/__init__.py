"""Advise what to think about next: the first kind of mistake that explains a wrong answer, and a sentence.

There are two sorts of evidence. The value may be the right one but for the signs and factors of its parts,
or right in some cases only. Or an answer may become right when one thing in it is undone: the mistake.
"""

import difflib
from collections.abc import Callable, Sequence

from ..evaluator import Elided, Misfit, Unbound, Unclear, Uncovered
from . import examples, shares, undone
from .attempt import Attempt

__all__ = ["DETECTORS", "Attempt", "find", "unknown"]

# it returns a sentence, with a kind if it is not the table's
Detector = Callable[[Attempt], str | tuple[str, str] | None]


def find(attempts: Sequence[Attempt]) -> tuple[str, str]:
    """Return the kind of mistake and a sentence on it, from a wrong answer's attempts in each convention."""
    formed = [attempt for attempt in attempts if attempt.problem is None] or attempts
    if not formed[0].depends_on_the_convention():
        formed = formed[:1]
    for kind, detector in DETECTORS:
        for attempt in formed:
            if said := detector(attempt):
                return (kind, said) if isinstance(said, str) else said
    raise AssertionError("the last detector always has a sentence")


def unknown(attempt: Attempt) -> str:
    """Return a sentence on a symbol that is not declared: the nearest one, and all there are."""
    if isinstance(attempt.problem, Unclear):
        return str(attempt.problem)
    if isinstance(attempt.problem, Elided):
        return "The dots stand for something that cannot be evaluated: write a sum, or a closed form."
    symbols, name = attempt.formula.symbols, str(attempt.problem)
    written = {_letters(symbol): symbol for symbol in symbols}
    near = difflib.get_close_matches(_letters(name), written, n=1, cutoff=0.5)
    meant = f" Did you mean ${written[near[0]]}$?" if near and near[0] != _letters(name) else ""
    there_are = ", ".join(f"${symbol}$" for symbol in symbols)
    said = f"${name}$ is not declared here.{meant} There are {there_are}."
    return f"{said} {attempt.formula.remark(attempt.node)}".rstrip()


def _letters(name: str) -> str:
    return name.replace("\\", "").replace("{", "").replace("}", "")


def _shapes(attempt: Attempt) -> str | tuple[str, str] | None:
    """Name the parts that do not fit, and whether a transpose or the order of factors would help."""
    if not isinstance(attempt.problem, Misfit) or isinstance(attempt.problem, Uncovered):
        return None
    if said := undone.sum_over_the_wrong_thing(attempt):  # a sum over nothing is a number
        return "sum-wrong", said
    if undone.is_right_with_a_transpose(attempt):
        cause = "A transpose is missing or in the wrong place, or two factors are in the wrong order."
        return "transpose", f"{attempt.problem} {cause}"
    return str(attempt.problem)


def _index(attempt: Attempt) -> str | None:
    if not isinstance(attempt.problem, Unbound):
        return None
    letter = f"The index ${attempt.problem}$ stands for nothing in particular here"
    return f"{letter}: is a sum over it missing, or is it another one?"


DETECTORS: list[tuple[str, Detector]] = [
    ("shapes", _shapes),
    ("sign", shares.sign),
    ("sum-wrong", undone.sum_over_the_wrong_thing),
    ("factor", shares.factor),
    ("one-case", examples.one_side),
    ("cases", undone.cases_exchanged),
    ("one-inside", undone.inside_the_sigmoid),
    ("sigma-sign", undone.sign_in_the_sigmoid),
    ("slope", undone.slope_of_a_function),
    ("sum-missing", undone.sum_missing),
    ("sum-missing", shares.part_missing),
    ("symbol", undone.another_symbol),
    ("term", undone.one_term),
    ("index", _index),
    ("one-dimension", examples.one_dimension),
    ("example", examples.smallest),
]
