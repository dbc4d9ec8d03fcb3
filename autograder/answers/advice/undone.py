"""Mistakes that are found by undoing one thing after which the answer is right."""

from .. import repairs
from .. import tree as t
from ..repairs import Repairs
from ..tree import Node
from .attempt import Attempt


def undone(attempt: Attempt, trees: Repairs) -> Node | None:
    """Return the part that a repair touched, of the first repair after which the answer is right."""
    return next((part for part, tree in trees if attempt.becomes_right(tree)), None)


def is_right_with_a_transpose(attempt: Attempt) -> bool:
    """Tell whether the answer becomes right by transposes, or by another order of factors."""
    return undone(attempt, repairs.transposes(attempt.node)) is not None


def cases_exchanged(attempt: Attempt) -> str | None:
    """Say where the conditions of a case distinction are exchanged."""
    part = undone(attempt, repairs.exchanged_cases(attempt.node))
    return None if part is None else f"The conditions are exchanged: look at ${part.latex()}$."


def inside_the_sigmoid(attempt: Attempt) -> str | None:
    """Say where a 1 belongs outside of the sigmoid."""
    part = undone(attempt, repairs.ones_out_of_sigmoids(attempt.node))
    if part is None:
        return None
    slipped = f"The 1 slipped inside the sigmoid: ${part.latex()}$."
    return f"{slipped} It belongs outside: $\\sigma(z) - 1$ is not $\\sigma(z - 1)$."


def sign_in_the_sigmoid(attempt: Attempt) -> str | None:
    """Say where a sigmoid should be that of the opposite."""
    part = undone(attempt, repairs.sigmoids_of_the_opposite(attempt.node))
    if part is None:
        return None
    lost = f"A minus inside the sigmoid is lost or too many, in ${part.latex()}$."
    return f"{lost} Remember $\\sigma(-z) = 1 - \\sigma(z)$."


def slope_of_a_function(attempt: Attempt) -> str | None:
    """Say where a function and its derivative are confused."""
    part = undone(attempt, repairs.functions_for_slopes(attempt.node))
    return (
        None if part is None else f"Look at ${part.latex()}$: is the function meant there, or its derivative?"
    )


def sum_missing(attempt: Attempt) -> str | None:
    """Say which part should be summed."""
    part = undone(attempt, repairs.with_a_sum(attempt.node, attempt.cases()[0].at))
    return None if part is None else f"A sum is missing: ${part.latex()}$ is one term of many."


def sum_over_the_wrong_thing(attempt: Attempt) -> str | None:
    """Say which sum runs over something else, or should not be there."""
    at, formula = attempt.cases()[0].at, attempt.formula
    conditions = [repairs.condition(latex, formula.notation) for latex in formula.conditions]
    part = undone(attempt, repairs.other_sums(attempt.node, at, conditions))
    if part is not None:
        is_sum = isinstance(part, t.Sum) and part.op == "\\sum"
        shown = f"${part.latex()}$"
        return f"Look at what the sum runs over: {shown}." if is_sum else f"A sum is meant, not {shown}."
    part = undone(attempt, repairs.without_a_sum(attempt.node, at))
    if part is not None:
        left_over = f"No sum is left over here: ${part.latex()}$."
        is_slope = "\\partial" in attempt.formula.left or "'" in attempt.formula.left
        which = "contain what you differentiate by" if is_slope else "are not zero"
        return f"{left_over} Which of its terms {which}?"
    return None


def another_symbol(attempt: Attempt) -> str | None:
    """Say where another symbol belongs."""
    part = undone(attempt, repairs.other_symbols(attempt.node, attempt.formula, attempt.cases()[0].at))
    return None if part is None else f"Another symbol belongs where ${part.latex()}$ stands."


def one_term(attempt: Attempt) -> str | None:
    """Say which term is too many, or that one is missing that is a symbol by itself."""
    part = undone(attempt, repairs.without_a_term(attempt.node))
    if part is not None:
        return f"The term ${part.latex()}$ does not belong there."
    if undone(attempt, repairs.with_a_term(attempt.node, attempt.formula, attempt.cases()[0])) is not None:
        return "A single term is missing: which part of the derivative is a plain symbol or number?"
    return None
