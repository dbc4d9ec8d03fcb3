"""An answer in one convention: how far it is right, what stopped it, and its values."""

import functools
from dataclasses import dataclass, field

from .. import tree as t
from ..compare import drawn, is_right, obtained
from ..evaluator import Array, Misfit, Unknown
from ..formula import Case, Formula, Scale
from ..places import parts as parts_of
from ..tree import Node
from .factors import Parts, Values

MOST_REPAIRS = 400  # trees that are tried
MOST_STEPS = 20_000  # of evaluation that these may take


@dataclass
class Attempt:
    """Hold an answer in one convention, and the link of its chain that breaks.

    problem: what stopped its evaluation, if anything did.
    entry: the index for which its left side gives an entry.
    checked: links that are right. skipped: links that cannot be checked. shown: the node as it was written.
    repairs, spent: how many repairs were tried, and the steps of evaluation on them. known: its values.
    """

    formula: Formula
    convention: str
    node: Node
    link: int
    problem: Exception | None = None
    entry: str | None = None
    checked: list[int] = field(default_factory=list)
    skipped: list[Node] = field(default_factory=list)
    repairs: int = 0
    spent: int = 0
    shown: Node | None = None
    known: dict[Scale, Values] = field(default_factory=dict)

    def at(self, link: int, node: Node, shown: Node, problem: Exception | None = None) -> "Attempt":
        """Return the attempt, which ends at this link."""
        self.link, self.node, self.shown, self.problem = link, node, shown, problem
        return self

    def cases(self, scale: Scale = Scale.LARGE) -> list[Case]:
        """Return the formula's cases in this convention."""
        return drawn(self.formula, scale)[self.convention]

    def values(self, scale: Scale = Scale.LARGE) -> Values:
        """Return the cases, each with the value there; nothing if one of them has no value."""
        if scale not in self.known:
            try:
                self.known[scale] = [(case, self.obtained(case)) for case in self.cases(scale)]
            except (Misfit, Unknown) as problem:
                self.known[scale] = []
                self.problem = self.problem or problem
        return self.known[scale]

    def obtained(self, case: Case) -> Array:
        """Return the value in one case. Raises Misfit and Unknown."""
        return obtained(self.formula, self.node, case, self.entry)

    @functools.cached_property
    def parts(self) -> Parts | None:
        """The parts of the value beside what the answer gives; None if it has no value."""
        found = self.values()
        return None if self.problem or not found else Parts(found)

    @functools.cached_property
    def factors(self) -> dict[str, float]:
        """{part of the value: its factor}; empty if the answer is no sum of these parts."""
        return (self.parts.factors() if self.parts else None) or {}

    def depends_on_the_convention(self) -> bool:
        """Tell whether a letter occurs whose shape is another in another convention."""
        letters = self.formula.notation.layouts
        return any(isinstance(part, t.Name) and part.base in letters for part in parts_of(self.node))

    def becomes_right(self, tree: Node) -> bool:
        """Tell whether another tree is right: first at the small cases, where little is to compute."""
        self.repairs += 1
        if self.repairs > MOST_REPAIRS or self.spent > MOST_STEPS:
            return False
        try:
            scales = (Scale.SMALL, Scale.LARGE)
            return all(is_right(self.formula, tree, self.cases(scale), self.entry) for scale in scales)
        except (Misfit, Unknown):
            return False
        finally:
            self.spent += self.cases(Scale.SMALL)[0].at.steps
