"""Advise on one step of a derivation: a member that is not equal to the one before it."""

from dataclasses import dataclass, field, replace

import numpy as np

from ..results.derivations import Opened
from .advice import shares, undone
from .advice.attempt import Attempt
from .advice.examples import shown
from .compare import close, drawn
from .evaluator import Misfit, Unknown
from .formula import Case, Scale
from .members import Members
from .names import explained
from .rows import is_so
from .scope import Scope
from .tree import Node

DETECTORS = (
    shares.sign,
    undone.sum_over_the_wrong_thing,
    shares.factor,
    undone.inside_the_sigmoid,
    undone.sign_in_the_sigmoid,
    undone.slope_of_a_function,
    undone.sum_missing,
    undone.another_symbol,
    undone.one_term,
)
MOST_SHOWN = 6  # entries of a value that is shown


@dataclass
class Step(Attempt):
    """A member of a chain, held against the value of the one before it."""

    members: Members = field(kw_only=True)
    before: Node = field(kw_only=True)
    scope: Scope = field(kw_only=True)

    def cases(self, scale: Scale = Scale.LARGE) -> list[Case]:
        """Return the cases that the chain is about, where what is right is the member before."""
        every = drawn(self.formula, scale)[self.convention]
        some = [case for case in every if not self.scope.about or is_so(self.scope.about, case)]
        values = self.members.values(self.before, replace(self.scope, some=some))
        pairs = zip(some, values, strict=True)
        return [
            case if want.shape == case.want.shape and np.all(close(want, case.want)) else _of(case, want)
            for case, want in pairs
        ]


def _of(case: Case, want: np.typing.NDArray[np.float64]) -> Case:
    return replace(case, want=want, parts={}, where={})


def opened(members: Members, convention: str, before: Node, node: Node, scope: Scope) -> Opened | None:
    """Return both sides of a step at a small point, with one piece of advice; None if there is none."""
    if scope.masks is not None or scope.pair or scope.is_narrowed:
        return None
    whole = explained(node, members.names)
    step = Step(
        members.formula, convention, whole, 0, entry=scope.entry, members=members, before=before, scope=scope
    )
    try:
        with np.errstate(all="ignore"):
            said = next((said for detector in DETECTORS if (said := detector(step))), "")
            case, got = next(
                pair for pair in step.values(Scale.SMALL) if not np.all(close(pair[1], pair[0].want))
            )
    except (Misfit, Unknown, ArithmeticError, ValueError, StopIteration):
        return None
    given = ", ".join(f"${name} = {shown(value)}$" for name, value in case.data.items())
    if max(case.want.size, got.size) > MOST_SHOWN:
        return Opened("", (), said)
    sides = ((before.latex(), shown(case.want)), (node.latex(), shown(got)))
    return Opened(given, sides, said)
