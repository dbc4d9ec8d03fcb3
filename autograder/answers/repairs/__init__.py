"""Ways to undo one mistake in an answer: each gives (part that was touched, the tree without the mistake)."""

from .sums import condition, is_beside_the_sums, other_sums, with_a_sum, without_a_sum
from .symbols import other_symbols, with_a_term, without_a_term
from .terms import (
    Repairs,
    exchanged_cases,
    functions_for_slopes,
    ones_out_of_sigmoids,
    sigmoids_of_the_opposite,
    signs,
    transposes,
    without_a_factor,
)

__all__ = [
    "Repairs",
    "condition",
    "exchanged_cases",
    "functions_for_slopes",
    "is_beside_the_sums",
    "ones_out_of_sigmoids",
    "other_sums",
    "other_symbols",
    "sigmoids_of_the_opposite",
    "signs",
    "transposes",
    "with_a_sum",
    "with_a_term",
    "without_a_factor",
    "without_a_sum",
    "without_a_term",
]
