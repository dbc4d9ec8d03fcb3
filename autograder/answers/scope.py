"""What a chain of equalities is about: which cases of a formula, and which entries of its values."""

from dataclasses import dataclass

import numpy as np

from .compare import PAIRED
from .evaluator import Array, Mask
from .formula import Case
from .notation import OBSERVED

Condition = tuple[str, str, str]  # of two indices: ("w", "=", "o")


@dataclass
class Scope:
    """What a chain is about: the cases, and of them the entries `masks`.

    entry: the index of its left side. pair: its two indices, as those of ∂ŷ_k/∂θ_i. word: o, where all is
    about u_o alone. about: the condition by which the cases were chosen; is_narrowed: they were by what fits.
    """

    some: list[Case]
    entry: str | None = None
    pair: tuple[str, ...] = ()
    word: str = ""
    masks: list[Mask] | None = None
    about: Condition | None = None
    is_narrowed: bool = False

    def seen(self, values: list[Array]) -> list[Array]:
        """Return the entries that the rows are about, where they are about some alone."""
        if self.masks is None:
            return values
        pairs = zip(values, self.masks, strict=True)
        return [value[mask] if value.shape == mask.shape else value for value, mask in pairs]

    def look_at_entries(self, about: Condition) -> None:
        """Look at the entries alone that a condition is about: those of the observed one, or i = j."""
        letter, sign, other = about
        if self.pair and {letter, other} == set(self.pair):
            sizes = [min(case.want.size, PAIRED) for case in self.some]
            self.masks = [np.eye(n, dtype=bool) == (sign == "=") for n in sizes]
        elif self.entry in (letter, other) and all(OBSERVED in case.at.indices for case in self.some):
            self.masks = []
            for case in self.some:
                mask = np.full(case.want.shape, sign != "=")
                mask.flat[int(case.at.indices[OBSERVED][1]) - 1] = sign == "="
                self.masks.append(mask)
