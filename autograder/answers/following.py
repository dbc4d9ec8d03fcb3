"""Follow a derivation row by row, in the letters and the convention that fit it."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..results.derivations import BREAKS, HOLDS, UNREAD
from .chains import Chain
from .compare import DRAWS, drawn
from .formula import Case, Formula
from .members import Known, Members
from .names import meanings
from .readings import renamings
from .rows import Given, Row, read_row, speaks_of_a_case
from .scope import Condition

CIRCULAR = "This is what the first row says already: the rows in between show nothing."
CHANGED = "This would be right with {}; the rows around it have {}."


@dataclass
class Derivation:
    """A derivation as it was followed: its rows, and in which letters and which convention."""

    rows: list[Row]
    notation: str = ""
    convention: str = ""
    arrives: bool = False  # somewhere it is at what is asked for, or at the loss that is meant
    is_certain: bool = False  # no other convention fits as well
    members: Members | None = None  # what its members are evaluated with

    @property
    def score(self) -> tuple[bool, int, int]:
        """Return how little of it is in order, and how little is read: the least is best."""
        verdicts = [row.verdict for row in self.rows]
        return not self.arrives, -verdicts.count(HOLDS), verdicts.count(UNREAD)


def follow(formula: Formula, given: Sequence[Given], names: Sequence[str] = ()) -> Derivation:
    """Return the verdict on each row; `names` are equations of the prose, which may say what a letter is.

    A sheet keeps one convention, and its letters: those in which the fewest rows break.
    """
    rows = list(_read(formula, given))
    search = Search(formula, [read_row(formula, Given(latex)) for latex in names])
    first = best = search.tried(rows)
    every = [member for row in rows for member in row.members]
    for said, renamed in renamings(every, formula) if best.may_have_other_letters else ():
        there = iter(renamed)
        others = [replace(row, members=[next(there) for _ in row.members]) for row in rows]
        found = search.tried(others, said)
        if found.best.arrives and found.best.score < best.best.score:
            best = found
            if not best.may_have_other_letters:
                break
    whole = search.whole(best)
    return whole if whole.arrives or best is first else search.whole(first)


@dataclass
class Tried:
    """A derivation in some letters, as it is at one draw in each convention: that tells which to choose."""

    rows: Sequence[Row]
    attempts: Sequence[Derivation]
    notation: str = ""

    @property
    def best(self) -> Derivation:
        """The attempt in the convention that fits best."""
        return min(self.attempts, key=lambda found: found.score)

    @property
    def may_have_other_letters(self) -> bool:
        """Tell whether something is left that other letters could put right."""
        return not self.best.arrives or any(row.verdict == UNREAD for row in self.best.rows)


@dataclass
class Search:
    """Try a derivation in letters and conventions; `aside`: equations of the prose."""

    formula: Formula
    aside: Sequence[Row]
    known: Known = field(default_factory=dict)

    def tried(self, rows: Sequence[Row], notation: str = "") -> Tried:
        """Return how the derivation is at one draw."""
        cases = {name: some[: len(some) // DRAWS] for name, some in drawn(self.formula).items()}
        return Tried(rows, [self._followed(rows, *one) for one in cases.items()], notation)

    def whole(self, chosen: Tried) -> Derivation:
        """Return the derivation in the letters and the convention that were chosen, at all points."""
        quick, convention = chosen.best, chosen.best.convention
        others = [other for other in chosen.attempts if other is not quick]
        found = self._followed(chosen.rows, convention, drawn(self.formula)[convention])
        found.notation = chosen.notation
        found.is_certain = bool(others) and all(quick.score < other.score for other in others)
        for other in others:
            _name_a_change(found, other)
        return found

    def _followed(self, written: Sequence[Row], convention: str, some: list[Case]) -> Derivation:
        rows = [replace(row) for row in written]
        names = meanings(self.formula, rows, self.aside, some)
        chain = Chain(self.formula, some, names, any(map(speaks_of_a_case, rows)), self.known)
        with np.errstate(all="ignore"):
            chain.take_all(rows)
        _name_circles(rows)
        return Derivation(rows, "", convention, chain.arrives, members=chain.members)


def _read(formula: Formula, given: Sequence[Given]) -> Iterator[Row]:
    before: Condition | None = None
    for one in given:
        row = read_row(formula, one, before)
        before = row.condition or (before if row.follows else None)
        yield row


def _name_a_change(best: Derivation, other: Derivation) -> None:
    """Say of rows that are right in another convention than those around them that they change it."""
    for row, there in zip(best.rows, other.rows, strict=True):
        if row.verdict in (BREAKS, UNREAD) and row.follows and there.verdict == HOLDS and not there.message:
            row.message = CHANGED.format(other.convention, best.convention)


def _name_circles(rows: Sequence[Row]) -> None:
    """Say of a chain that ends with what its first row says that it shows nothing."""
    first: Row | None = None
    for row, after in itertools.zip_longest(rows, rows[1:]):
        first = first if row.follows else row
        if first is None or first is row or (after is not None and after.follows):
            continue
        is_circle = len(first.members) > 1 and row.members[-1:] == first.members[1:2]
        if is_circle and row.verdict == HOLDS and not row.message:
            row.message = CIRCULAR
