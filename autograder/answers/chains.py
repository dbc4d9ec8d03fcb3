"""Chains of equalities: each member is compared with the one before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..results.derivations import BREAKS, DEFINITION, HOLDS, PROSE, UNREAD
from . import tree as t
from .compare import comparable, equal, same
from .evaluator import Array, Mask, Misfit, Unknown
from .formula import Case, Formula
from .judging import TWICE, asked_for, entry_of, is_a_loss, is_of_the_loss, scaled
from .members import Known, Members
from .names import Names
from .places import bound_letters, free_letters, parts
from .rows import (
    AS_IT_STANDS,
    Row,
    gives_a_case,
    is_so,
    is_written_out,
    other_readings,
)
from .scope import Condition, Scope
from .tree import Node

ONE_CASE = "This holds in one of the cases alone."
AGAIN = "Right again: row {} is a slip."
FOLLOWS = "Follows from row {}, which breaks."
DIFFERS = "This is not equal to what stands before it."
AT = " For example, that is {}, and this is {}."
OTHER_SHAPE = "Not compared: it has another shape than what stands before it."
LEFT_ASIDE = "The left side was not compared: it has another shape."
UNREAD_BETWEEN = "This is not equal to row {}; row {}, in between, could not be compared."
NOBODYS = "It is not equal to the row above, and nothing says what that one is."
ALONE = "There is nothing before it that it could be compared with."
NOT_LOOKED_AT = "Not looked at: ${}$ is not declared here, and no row says what it stands for."


def _take_aside(chain: "Chain", row: Row) -> None:
    """Look at an equation from within prose: what the prose says of it is not known, so it never breaks."""
    if row.members:
        alone = Chain(chain.formula, chain.every, chain.names, has_cases=True, known=chain.known)
        alone.take(row, 0)
        chain.arrives |= alone.arrives and row.verdict == HOLDS
    if row.members and chain.names.explain(row.members[0]):
        row.verdict, row.message = DEFINITION, ""
    elif row.verdict != HOLDS:
        row.verdict, row.message = PROSE, ""


@dataclass
class State:
    """Where a chain of equalities is.

    left: its first member; member: the one before. last: its values, one for each case; good: of the last one
    that was not off; aside: of one that could not be compared with it. broken_at: the row that breaks, 0 if
    none does; compared_at, unread_at: the last row that was, and that could not be, compared. is_anchored:
    whether something says what the first member is.
    """

    scope: Scope
    left: Node | None = None
    condition: Condition | None = None
    member: Node | None = None
    last: list[Array] | None = None
    good: list[Array] | None = None
    aside: list[Array] | None = None
    broken_at: int = 0
    compared_at: int = 0
    unread_at: int = 0
    is_anchored: bool = True


@dataclass
class Tally:
    """What is found in a row: members compared, why others are not, and whether that leaves a gap."""

    checked: int = 0
    problems: list[str] = field(default_factory=list)
    skipped: bool = False


@dataclass
class Chain:
    """Compare each member with the one before it, at all cases; a row that breaks drags no other down."""

    formula: Formula
    every: list[Case]
    names: Names
    has_cases: bool
    known: Known
    arrives: bool = False
    members: Members = field(init=False)
    state: State = field(init=False)

    def __post_init__(self) -> None:
        self.members = Members(self.formula, self.names, self.known)
        self.begin()

    def begin(self) -> None:
        """Start a chain of equalities of its own."""
        self.state = State(Scope(self.every))

    def take_all(self, rows: Sequence[Row]) -> None:
        """Give each row its verdict; numbers count those that are no equations within prose."""
        number = 0
        for row in rows:
            number += not row.is_inline
            if row.is_inline:
                _take_aside(self, row)
            elif row.members:
                self.take(row, number)
            elif row.follows and row.verdict != PROSE:
                self.state.unread_at = number
            else:
                self.begin()

    def take(self, row: Row, number: int) -> None:
        """Give the row its verdict; where it does not hold, in a reading in which it does."""
        if not row.follows:
            self._start(row)
        else:
            self._go_on(row)
        self._give_verdict(row, number)
        row.left, row.scope = self.state.left, self.state.scope

    def _give_verdict(self, row: Row, number: int) -> None:
        before, was, arrived = replace(self.state), (row.verdict, row.message), self.arrives
        self._take(row, row.members, number)
        if row.verdict not in (BREAKS, UNREAD):
            return
        after, found = self.state, (row.verdict, row.message)
        for members, layout in self._otherwise(row):
            self.state, (row.verdict, row.message) = replace(before), was
            self.members.layout = layout
            self._take(row, members, number)
            if row.verdict == HOLDS:
                return
        self.members.layout = ""
        self.state, (row.verdict, row.message), self.arrives = after, found, arrived or self.arrives

    def _otherwise(self, row: Row) -> Iterator[tuple[Sequence[Node], str]]:
        """Iterate over (the row's members in another reading, how Jacobians are laid out)."""
        here = self.members.layout
        for layout in self.members.layouts(row.members):
            yield row.members, layout
        for members in other_readings(row, self.formula):
            yield members, here

    # ------------------------------------------------------------ what a chain is about

    def _start(self, row: Row) -> None:
        self.begin()
        left, is_a_case = scaled(row.members[0])[0], gives_a_case(row)
        state, scope = self.state, self.state.scope
        state.left, state.condition = row.members[0], row.condition
        state.is_anchored = len(row.members) > 1 or is_a_case
        scope.entry = entry_of(row.members[0], self.formula.notation)
        if is_a_loss(left, self.formula.notation):
            scope.entry = ""  # a number: k in it is the observed one
        scope.pair = self.members.two_letters(left)
        scope.word = self.members.given_word(left.by) if isinstance(left, t.Derivative) else ""
        about = (self.formula.free, "=", scope.word) if scope.word else row.condition
        if about and not self._narrow_to(about, is_a_case or isinstance(left, t.Derivative)):
            scope.word = ""
        if is_a_case:
            state.member = asked_for(self.formula)
            state.last = state.good = scope.seen([case.want for case in scope.some])

    def _narrow_to(self, about: Condition, to_entries: bool) -> bool:
        """Look at the cases, or at the entries, that a condition is about; return whether there are any."""
        scope = self.state.scope
        some = [case for case in self.every if is_so(about, case)]
        scope.some, scope.about = some or self.every, about if some else None
        if some and to_entries and not scope.word and self.formula.has_entries:
            scope.look_at_entries(about)
        return bool(some)

    def _go_on(self, row: Row) -> None:
        """Go on from the member before; from the first one, where a row is about another case."""
        state = self.state
        if state.last is None and state.good is not None:
            state.last = state.good
        if not row.condition or row.condition == state.condition or state.left is None:
            return
        left, word, entry, pair = state.left, state.scope.word, state.scope.entry, state.scope.pair
        if word:
            return
        state.scope = Scope(self.every, entry, pair)
        state.condition, state.broken_at = row.condition, 0
        self._narrow_to(row.condition, to_entries=True)
        try:
            state.last = self.members.values(left, state.scope)
        except (Unknown, Misfit, ArithmeticError, ValueError):
            state.last = None
        state.good = state.last

    # ------------------------------------------------------------ the members of a row

    def _take(self, row: Row, members: Sequence[Node], number: int) -> None:
        state, tally = self.state, Tally()
        for place, node in enumerate(members):
            values = self._values(node, tally)
            if values is None:
                continue
            is_asked_for = self._is_asked_for(node, values)
            self.arrives |= is_asked_for
            tally.checked += is_asked_for and state.last is None and (row.follows or len(members) == 1)
            if state.last is not None and not comparable(state.last, values):
                if not self._is_beside(values, tally, is_left=place == 1 and not row.follows):
                    continue
            elif state.last is not None:
                tally.checked += 1
                if not self._compared(row, number, values):
                    row.before, row.broken = state.member, node
                    state.member = node
                    return
            state.member = node
            state.last = state.last if state.last is not None and row.message == ONE_CASE else values
            state.good = state.good if state.broken_at else state.last
        self._conclude(row, members, tally)
        if row.verdict == UNREAD and row.follows:
            state.unread_at = number
        elif row.verdict != UNREAD:
            state.compared_at = number

    def _values(self, node: Node, tally: Tally) -> list[Array] | None:
        try:
            return self.members.values(node, self.state.scope)
        except Unknown as problem:
            tally.problems.append(NOT_LOOKED_AT.format(problem))
        except (Misfit, ArithmeticError, ValueError) as problem:  # read, and maybe not as it is meant
            tally.problems.append(str(problem))
            tally.skipped = True
        return None

    def _is_beside(self, values: list[Array], tally: Tally, is_left: bool) -> bool:
        """Tell whether a member of another shape than the one before can stand: beside the left side, say."""
        state = self.state
        assert state.last is not None
        if is_left:
            state.aside = state.last
            tally.problems.append(LEFT_ASIDE)
            return True
        if state.aside is not None and comparable(state.aside, values) and equal(state.aside, values):
            state.aside = state.last
            tally.checked += 1
            return True
        if state.aside is None or not comparable(state.aside, values):
            state.aside = values
        tally.problems.append(OTHER_SHAPE)
        tally.skipped = True
        return False

    def _is_asked_for(self, node: Node, values: list[Array]) -> bool:
        """Tell whether a member is what is asked for, or the loss that is meant, and does not only say so."""
        scope = self.state.scope
        if scope.masks is not None or is_of_the_loss(scaled(node)[0], self.formula.notation):
            return False
        if is_a_loss(node, self.formula.notation):
            return False
        return equal(values, [case.want for case in scope.some]) or self.members.is_the_loss(
            self.state.left, values, scope
        )

    def _conclude(self, row: Row, members: Sequence[Node], tally: Tally) -> None:
        if row.verdict == BREAKS:  # the loss itself is another
            return
        if row.verdict == DEFINITION:
            row.message = ""
        elif tally.checked and not tally.skipped:
            row.verdict = HOLDS
            if self.state.broken_at and not row.message:
                row.message = FOLLOWS.format(self.state.broken_at)
            if LEFT_ASIDE in tally.problems and not row.message:
                row.message = LEFT_ASIDE
        elif is_a_loss(members[0], self.formula.notation) and len(tally.problems) < len(members):
            row.verdict, row.message = DEFINITION, ""
        elif is_written_out(row):
            row.verdict, row.message = DEFINITION, AS_IT_STANDS
        else:
            row.verdict, row.message = UNREAD, tally.problems[0] if tally.problems else ALONE

    def _compared(self, row: Row, number: int, values: list[Array]) -> bool:
        """Compare a member with the one before; return whether the row goes on."""
        state = self.state
        assert state.last is not None
        if equal(state.last, values):
            return True
        if state.good is not None and state.broken_at and equal(state.good, values):
            row.message, state.broken_at = AGAIN.format(state.broken_at), 0
            return True
        if self.has_cases and row.verdict != DEFINITION and not _has_cases(row) and self._narrowed(values):
            row.message = ONE_CASE
            return True
        if not state.is_anchored or state.unread_at > state.compared_at:
            row.verdict, row.message = UNREAD, NOBODYS
            if state.unread_at > state.compared_at:
                row.message = UNREAD_BETWEEN.format(state.compared_at, state.unread_at)
                state.last, state.compared_at = values, number
            return False
        if letter := self._letter_used_twice(row):
            row.verdict, row.message = UNREAD, TWICE.format(letter=letter)
            state.unread_at = number
            return False
        if row.verdict != DEFINITION or len(row.members) > 2:
            row.verdict, row.message = BREAKS, DIFFERS + _example(state.last, values)
        state.broken_at = state.broken_at or number
        state.last = values
        return False

    def _letter_used_twice(self, row: Row) -> str:
        """Return the letter of a sum's index that stands for something else beside it, or on the left."""
        free = frozenset[str]().union(*map(free_letters, [*row.members, self.state.left or row.members[0]]))
        bound = frozenset[str]().union(*map(bound_letters, row.members))
        return min(free & bound, default="")

    def _narrowed(self, values: list[Array]) -> bool:
        """Tell whether the member is right in one of the cases that the part speaks of, and go on with it."""
        state, scope = self.state, self.state.scope
        assert state.last is not None
        if scope.masks is None and self._narrowed_to_entries(values):
            return True
        agree = [same(a, b) for a, b in zip(state.last, values, strict=True)]
        told = self.formula.notation.told
        labels = [told.intersection(case.where) for case in scope.some]
        chosen = {label for label, fits in zip(labels, agree, strict=True) if fits}
        if not 0 < len(chosen) < len(set(labels)) or any(
            fits != (label in chosen) for label, fits in zip(labels, agree, strict=True)
        ):
            return False
        state.scope = replace(
            scope, some=[case for case, fits in zip(scope.some, agree, strict=True) if fits]
        )
        state.last = [value for value, fits in zip(values, agree, strict=True) if fits]
        state.good = state.last
        return True

    def _narrowed_to_entries(self, values: list[Array]) -> bool:
        """As above, where the cases are entries of one value."""
        state, scope = self.state, self.state.scope
        assert state.last is not None
        for label in scope.some[0].where:
            masks = [case.where.get(label, np.zeros(())) for case in scope.some]
            fit = all(
                a.shape == b.shape == mask.shape and mask.any() and not mask.all() and same(a[mask], b[mask])
                for a, b, mask in zip(state.last, values, masks, strict=True)
            )
            if fit:
                seen: list[Mask] = [np.asarray(mask, bool) for mask in masks]
                state.scope = replace(scope, masks=seen)
                state.last = state.good = state.scope.seen(values)
                return True
        return False


def _has_cases(row: Row) -> bool:
    """Tell whether a row distinguishes all cases by itself."""
    return any(isinstance(part, t.Cases) for member in row.members for part in parts(member))


def _example(one: list[Array], other: list[Array]) -> str:
    """Return the values where two members differ first, if they are numbers or short."""
    for a, b in zip(one, other, strict=True):
        if not same(a, b) and a.size <= 4 and b.size <= 4:
            return AT.format(*(np.array2string(np.round(v.ravel(), 3)) for v in (a, b)))
    return ""
