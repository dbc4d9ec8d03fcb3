"""Follow a derivation row by row: which holds, which breaks, which cannot be read, and which is prose."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..results.derivations import BREAKS, DEFINITION, HOLDS, UNREAD
from . import tree as t
from .compare import comparable, drawn, equal, raw_value, same
from .evaluator import Array, Mask, Misfit, Unknown
from .formula import Case, Formula
from .judging import asked_for, entry_of, has_another_letter, is_a_loss, is_of_the_loss, scaled
from .notation import OBSERVED
from .places import parts, substituted
from .readings import renamings, with_ranges
from .rows import (
    Condition,
    Given,
    Row,
    is_so,
    meanings,
    other_readings,
    read_row,
    speaks_of_a_case,
    states_a_case,
)
from .tree import Node

ONE_CASE = "This holds in one of the cases alone."
MOST_NESTED_NAMES = 4  # names that are explained by others
AGAIN = "Right again: row {} is a slip."
FOLLOWS = "Follows from row {}, which breaks."
DIFFERS = "This is not equal to what stands before it."
AT = " For example, that is {}, and this is {}."
OTHER_CASE = "Not compared: the rows above it are about another case."
OTHER_SHAPE = "Not compared: it has another shape than what stands before it."
NOBODYS = "It is not equal to the row above, and nothing says what that one is."
ALONE = "There is nothing before it that it could be compared with."
NOT_LOOKED_AT = "Not looked at: ${}$ is not declared here, and no row says what it stands for."


@dataclass
class Derivation:
    """A derivation as it was followed: its rows, and in which letters and which convention."""

    rows: list[Row]
    notation: str = ""
    convention: str = ""
    arrives: bool = False  # somewhere it is at what is asked for

    @property
    def score(self) -> tuple[bool, int, int]:
        """Return how little of it is in order, and how little is read: the least is best."""
        verdicts = [row.verdict for row in self.rows]
        return not self.arrives, -verdicts.count(HOLDS), verdicts.count(UNREAD)


def follow(formula: Formula, given: Sequence[Given], names: Sequence[str] = ()) -> Derivation:
    """Return the verdict on each row; `names` are equations of the prose, which may say what a letter is.

    A sheet keeps one convention, and its letters: those in which the fewest rows break.
    """
    rows = [read_row(formula, one) for one in given]
    aside = [read_row(formula, Given(latex)) for latex in names]
    best = _best(formula, rows, aside)
    if best.arrives and all(row.verdict in (HOLDS, DEFINITION) for row in best.rows):
        return best
    every = [member for row in rows for member in row.members]
    for said, renamed in renamings(every, formula.notation):
        there = iter(renamed)
        others = [replace(row, members=[next(there) for _ in row.members]) for row in rows]
        found = _best(formula, others, aside)
        if found.arrives and found.score < best.score:
            best = replace(found, notation=said)
    return best


def _best(formula: Formula, rows: Sequence[Row], aside: Sequence[Row]) -> Derivation:
    attempts = [
        _followed(formula, [replace(row) for row in rows], aside, convention)
        for convention in formula.conventions
    ]
    return min(attempts, key=lambda found: found.score)


def _followed(formula: Formula, rows: list[Row], aside: Sequence[Row], convention: str) -> Derivation:
    some = drawn(formula)[convention]
    known = meanings(formula, rows, aside, some)
    chain = Chain(formula, some, known, any(map(speaks_of_a_case, rows)))
    with np.errstate(all="ignore"):
        for number, row in enumerate(rows, 1):
            if row.members:
                chain.take(row, number)
            elif not row.follows:
                chain.begin()
    return Derivation(rows, "", convention, chain.arrives)


class Chain:
    """Compare each member with the one before it, at all cases; a row that breaks drags no other down."""

    def __init__(self, formula: Formula, some: list[Case], known: dict[Node, Node], has_cases: bool) -> None:
        self.has_cases = has_cases
        self.formula, self.every, self.some, self.known = formula, some, some, known
        self.asked = asked_for(formula)
        self.arrives = False
        self.begin()

    def begin(self) -> None:
        """Start a chain of equalities of its own."""
        self.last: list[Array] | None = None  # values of the member before, one for each case
        self.good: list[Array] | None = None  # of the last one that was not off
        self.broken_at = 0
        self.entry: str | None = None
        self.word = ""  # o, where all is about u_o alone
        self.some = self.every
        self.masks: list[Mask] | None = None
        self.is_anchored = True

    def take(self, row: Row, number: int) -> None:
        """Give the row its verdict; where it breaks, in the reading in which it does not, if there is one."""
        if not row.follows:
            self._start(row)
        elif self.last is None and self.good is not None:
            self.last = self.good
        if row.condition and not any(is_so(row.condition, case) for case in self.some):
            row.message = OTHER_CASE
            return
        before = self.last, self.good, self.broken_at
        was = row.verdict, row.message
        self._take(row, row.members, number)
        for members in other_readings(row, self.formula) if row.verdict == BREAKS else ():
            after = self.last, self.good, self.broken_at, row.verdict, row.message
            self.last, self.good, self.broken_at = before
            row.verdict, row.message = was
            self._take(row, members, number)
            if row.verdict != BREAKS:
                return
            self.last, self.good, self.broken_at, row.verdict, row.message = after

    def _start(self, row: Row) -> None:
        self.begin()
        left, is_a_case = scaled(row.members[0])[0], states_a_case(row)
        self.is_anchored = len(row.members) > 1 or is_a_case
        self.entry = entry_of(row.members[0], self.formula.notation)
        self.word = self._given_word(left.by) if isinstance(left, t.Derivative) else ""
        if about := (self.formula.free, "=", self.word) if self.word else row.condition:
            some = [case for case in self.every if is_so(about, case)]
            self.some, self.word = some or self.every, self.word if some else ""
        if row.condition and not self.word and (is_a_case or is_of_the_loss(left, self.formula.notation)):
            self._look_at_entries(row.condition)
        if is_a_case:
            self.last = self.good = self._seen([case.want for case in self.some])

    def _look_at_entries(self, about: Condition) -> None:
        """Look at the observed entry alone, or at the others, where a condition is about the entry."""
        letter, sign, other = about
        if self.entry not in (letter, other) or any(OBSERVED not in case.at.indices for case in self.some):
            return
        self.masks = []
        for case in self.some:
            mask = np.full(case.want.shape, sign != "=")
            mask.flat[int(case.at.indices[OBSERVED][1]) - 1] = sign == "="
            self.masks.append(mask)

    def _take(self, row: Row, members: Sequence[Node], number: int) -> None:
        checked, problems, skipped = 0, list[str](), False
        for node in members:
            try:
                values = self._values(node)
            except Unknown as problem:
                problems.append(NOT_LOOKED_AT.format(problem))
                continue
            except (Misfit, ArithmeticError, ValueError) as problem:  # read, and maybe not as it is meant
                problems.append(str(problem))
                skipped = True
                continue
            if self.masks is None and not is_of_the_loss(scaled(node)[0], self.formula.notation):
                self.arrives |= equal(values, [case.want for case in self.some])
            if self.last is not None and not comparable(self.last, values):
                problems.append(OTHER_SHAPE)
                skipped = True
            elif self.last is not None:
                checked += 1
                if not self._compared(row, number, values):
                    return
            self.last = self.last if self.last is not None and row.message == ONE_CASE else values
            self.good = self.good if self.broken_at else self.last
        self._conclude(row, members, 0 if skipped else checked, problems)

    def _conclude(self, row: Row, members: Sequence[Node], checked: int, problems: Sequence[str]) -> None:
        if row.verdict == BREAKS:  # the loss itself is another
            return
        if row.verdict == DEFINITION:
            row.message = ""
        elif checked:
            row.verdict = HOLDS
            if self.broken_at and not row.message:
                row.message = FOLLOWS.format(self.broken_at)
        elif is_a_loss(members[0], self.formula.notation) and len(problems) < len(members):
            row.verdict, row.message = DEFINITION, ""
        else:
            row.verdict, row.message = UNREAD, problems[0] if problems else ALONE

    def _compared(self, row: Row, number: int, values: list[Array]) -> bool:
        """Compare a member with the one before; return whether the row goes on."""
        assert self.last is not None
        if equal(self.last, values):
            return True
        if self.good is not None and self.broken_at and equal(self.good, values):
            row.message, self.broken_at = AGAIN.format(self.broken_at), 0
            return True
        if self.has_cases and row.verdict != DEFINITION and self._narrowed(values):
            row.message = ONE_CASE
            return True
        if not self.is_anchored:
            row.verdict, row.message = UNREAD, NOBODYS
            return False
        if row.verdict != DEFINITION:
            row.verdict, row.message = BREAKS, DIFFERS + _example(self.last, values)
        self.broken_at = self.broken_at or number
        self.last = values
        return False

    def _narrowed(self, values: list[Array]) -> bool:
        """Tell whether the member is right in one of the cases that the part speaks of, and go on with it."""
        assert self.last is not None
        if self.masks is None and self._narrowed_to_entries(values):
            return True
        agree = [same(a, b) for a, b in zip(self.last, values, strict=True)]
        labels = [frozenset(case.where) for case in self.some]
        chosen = {label for label, fits in zip(labels, agree, strict=True) if fits}
        if not 0 < len(chosen) < len(set(labels)) or any(
            fits != (label in chosen) for label, fits in zip(labels, agree, strict=True)
        ):
            return False
        self.some = [case for case, fits in zip(self.some, agree, strict=True) if fits]
        self.last = [value for value, fits in zip(values, agree, strict=True) if fits]
        self.good = self.last
        return True

    def _narrowed_to_entries(self, values: list[Array]) -> bool:
        """As above, where the cases are entries of one value."""
        assert self.last is not None
        for label in self.some[0].where:
            masks = [case.where.get(label, np.zeros(())) for case in self.some]
            fit = all(
                a.shape == b.shape == mask.shape and mask.any() and not mask.all() and same(a[mask], b[mask])
                for a, b, mask in zip(self.last, values, masks, strict=True)
            )
            if fit:
                self.masks = [np.asarray(mask, bool) for mask in masks]
                self.last = self.good = self._seen(values)
                return True
        return False

    def _values(self, node: Node) -> list[Array]:
        """Return the values of a member, one for each case. Raises Unknown and Misfit."""
        named, factor = scaled(node)
        if is_of_the_loss(named, self.formula.notation) and not self._is_known(named):
            assert isinstance(named, t.Derivative)
            if not isinstance(self.asked, t.Derivative) or not self._is_asked(named.by):
                raise Unknown(named.latex())
            return self._seen([factor * case.want for case in self.some])
        if is_a_loss(node, self.formula.notation) and node not in self.known:
            raise Unknown(node.latex())
        for _ in range(MOST_NESTED_NAMES):
            before = node
            for name, meaning in self.known.items():
                node = substituted(node, name, meaning)
            if node == before:
                break
        node = with_ranges(node, frozenset(self.some[0].at.indices) - {self.formula.free})
        some = [_with_the_observed(case, self.entry) for case in self.some]
        return self._seen([raw_value(self.formula, node, case, self.entry) for case in some])

    def _given_word(self, by: Node) -> str:
        """Return o for the derivative by u_o where that by u_w is asked for, for every w; else nothing."""
        asked = self.asked.by if isinstance(self.asked, t.Derivative) else None
        if not (self.formula.free and isinstance(by, t.Name) and isinstance(asked, t.Name)):
            return ""
        word = by.sub.base if isinstance(by.sub, t.Name) and by.sub.sub is None else ""
        is_one_of_them = by.base == asked.base and word != self.formula.free
        return word if is_one_of_them and word in self.every[0].at.indices else ""

    def _is_asked(self, by: Node) -> bool:
        """Tell whether a derivative by this is the one that is asked for, or one entry of it for all."""
        assert isinstance(self.asked, t.Derivative)
        asked = self.asked.by
        if word := self._given_word(by):
            return word == self.word
        if by == asked or not isinstance(by, t.Name) or not isinstance(asked, t.Name):
            return by == asked
        if has_another_letter(by, asked, self.formula):
            assert isinstance(by.sub, t.Name)
            return by.sub.base == self.entry
        return asked.sub is None and by.base == asked.base and self.formula.has_entries

    def _seen(self, values: list[Array]) -> list[Array]:
        """Return the entries that the rows are about, where they are about some alone."""
        if self.masks is None:
            return values
        pairs = zip(values, self.masks, strict=True)
        return [value[mask] if value.shape == mask.shape else value for value, mask in pairs]

    def _is_known(self, node: Node) -> bool:
        return any(part in self.known for part in parts(node))


def _with_the_observed(case: Case, entry: str | None) -> Case:
    """Return a case in which k is the observed one, unless the left side's entry is called so."""
    if OBSERVED not in case.at.indices or entry in (None, "k"):
        return case
    named = {**case.at.indices, "k": case.at.indices[OBSERVED]}
    return replace(case, at=replace(case.at, indices=named))


def _example(one: list[Array], other: list[Array]) -> str:
    """Return the values where two members differ first, if they are numbers or short."""
    for a, b in zip(one, other, strict=True):
        if not same(a, b) and a.size <= 4 and b.size <= 4:
            return AT.format(*(np.array2string(np.round(v.ravel(), 3)) for v in (a, b)))
    return ""
