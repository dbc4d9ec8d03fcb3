"""The values of a derivation's members: in one's own names, entry by entry, with Jacobians in any layout."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from . import tree as t
from .compare import drawn, equal, of_two_letters, raw_value, with_the_observed
from .evaluator import Array, Misfit, Unknown
from .formula import Case, Formula
from .judging import asked_for, has_another_letter, is_a_loss, is_a_small_letter_of, is_of_the_loss, scaled
from .names import Names, explained
from .notation import LOSS, OBSERVED
from .places import parts
from .readings import with_ranges
from .scope import Scope
from .tree import Node

LAYOUTS = ("", "turned", "entrywise", "turned entrywise")  # of the derivative of a vector by a vector


Known = dict[tuple[object, ...], "list[Array] | Exception"]  # values of members, by all that they depend on


@dataclass
class Members:
    """Evaluate members of chains about one formula.

    known: values that were found already. layout: how Jacobians were laid out last.
    """

    formula: Formula
    names: Names
    known: Known = field(default_factory=dict)
    layout: str = ""

    def values(self, node: Node, scope: Scope) -> list[Array]:
        """Return the values of a member, one for each case. Raises Unknown and Misfit."""
        named, factor = scaled(node)
        notation = self.formula.notation
        if node == asked_for(self.formula) and isinstance(node, t.Name):
            return scope.seen([case.want for case in scope.some])
        if is_of_the_loss(named, notation) and not self._is_known(named):
            assert isinstance(named, t.Derivative)
            if self.is_asked(named, scope) and not self._is_of_a_pair(named, scope):
                return scope.seen([factor * case.want for case in scope.some])
            if not self._has_a_value(named, scope):
                raise Unknown(named.latex())
        if is_a_loss(node, notation) and not self._is_known(node) and not self._is_one_of_many(node, scope):
            if LOSS not in scope.some[0].at.symbols:
                raise Unknown(node.latex())
            return [case.at.symbols[LOSS] for case in scope.some]
        return scope.seen(self._known(explained(node, self.names), scope))

    def _known(self, node: Node, scope: Scope) -> list[Array]:
        """Return the values of a tree in which all names are explained; they are computed once."""
        key = node, self.layout, scope.entry, scope.pair, *map(id, scope.some)
        if key not in self.known:
            given = frozenset(scope.some[0].at.indices) - {self.formula.free}
            try:
                whole = with_ranges(node, given)
                self.known[key] = [self._value(whole, case, scope) for case in scope.some]
            except (Unknown, Misfit, ArithmeticError, ValueError) as problem:
                self.known[key] = problem
        found = self.known[key]
        if isinstance(found, Exception):
            raise found
        return found

    def _value(self, node: Node, case: Case, scope: Scope) -> Array:
        asked = asked_for(self.formula)
        if isinstance(asked, t.Name):  # as q, which other rows use
            case = replace(case, at=replace(case.at, symbols={**case.at.symbols, asked.latex(): case.want}))
        if self.layout:
            case = replace(case, at=replace(case.at, layout=self.layout))
        if scope.pair:
            return of_two_letters(node, case, scope.pair)
        return raw_value(self.formula, node, _with_k(case, scope.entry), scope.entry)

    def layouts(self, members: Sequence[Node]) -> Iterator[str]:
        """Iterate over other layouts of Jacobians, where members have any."""
        if any(isinstance(part, t.Derivative) for member in members for part in parts(member)):
            yield from (layout for layout in LAYOUTS if layout != self.layout)

    def is_the_loss(self, left: Node | None, values: list[Array], scope: Scope) -> bool:
        """Tell whether a chain that begins with the loss's name is at the loss that is meant."""
        if left is None or not is_a_loss(left, self.formula.notation):
            return False
        known = [case.at.symbols.get(LOSS) for case in scope.some]
        losses = [loss for loss in known if loss is not None]
        return len(losses) == len(known) and equal(values, losses)

    def two_letters(self, left: Node) -> tuple[str, ...]:
        """Return the two indices of a left side such as ∂ŷ_k/∂θ_i; nothing if it has not two free ones."""
        if not (self.formula.has_entries and isinstance(left, t.Derivative) and left.loss is not None):
            return ()
        indices = [
            part.sub.base
            for side in (left.loss, left.by)
            for part in parts(side)
            if isinstance(part, (t.Name, t.Entry)) and isinstance(part.sub, t.Name) and part.sub.sub is None
        ]
        free = sorted(set(indices) - self._given())
        return tuple(free) if len(free) == 2 else ()

    def given_word(self, by: Node) -> str:
        """Return o for the derivative by u_o where that by u_w is asked for, for every w; else nothing."""
        asked = asked_for(self.formula)
        asked_by = asked.by if isinstance(asked, t.Derivative) else None
        if not (self.formula.free and isinstance(by, t.Name) and isinstance(asked_by, t.Name)):
            return ""
        word = by.sub.base if isinstance(by.sub, t.Name) and by.sub.sub is None else ""
        is_one_of_them = by.base == asked_by.base and word != self.formula.free
        return word if is_one_of_them and word in self._given() else ""

    def _given(self) -> set[str]:
        """Return the indices that mean one thing at all of the formula's points."""
        return set(drawn(self.formula)[self.formula.conventions[0]][0].at.indices)

    def is_asked(self, of_the_loss: Node, scope: Scope) -> bool:
        """Tell whether a derivative of the loss is the one that is asked for, or one entry of it for all."""
        assert isinstance(of_the_loss, t.Derivative)
        by = of_the_loss.by
        asked_for_here = asked_for(self.formula)
        if not isinstance(asked_for_here, t.Derivative):
            return False
        asked = asked_for_here.by
        if word := self.given_word(by):
            return word == scope.word
        if by == asked or not isinstance(by, t.Name) or not isinstance(asked, t.Name):
            return by == asked
        if has_another_letter(by, asked, self.formula):
            assert isinstance(by.sub, t.Name)
            return by.sub.base == scope.entry
        if is_a_small_letter_of(by, asked, self.formula):
            return True
        return asked.sub is None and by.base == asked.base and self.formula.has_entries

    def _has_a_value(self, of_the_loss: t.Derivative, scope: Scope) -> bool:
        """Tell whether a derivative of the loss that is not asked for has a value: u_w is of no one word."""
        at, asked = scope.some[0].at, asked_for(self.formula)
        by, other = of_the_loss.by, asked.by if isinstance(asked, t.Derivative) else None
        if (
            isinstance(by, t.Name)
            and isinstance(other, t.Name)
            and by.base == other.base
            and by.sub is not None
        ):
            return isinstance(by.sub, t.Name) and by.sub.base in at.indices and LOSS in at.symbols
        return LOSS in at.symbols or at.derivatives is not None

    def _is_of_a_pair(self, of_the_loss: t.Derivative, scope: Scope) -> bool:
        """Tell whether a derivative is of one pair's loss, in a window whose loss is the sum of them."""
        is_whole = not of_the_loss.arguments or t.Dots() in of_the_loss.arguments
        return _is_a_window(scope) and not is_whole

    def _is_one_of_many(self, loss: Node, scope: Scope) -> bool:
        """Tell whether a loss is that of one pair, in a window whose loss is the sum of them."""
        is_whole = isinstance(loss, t.Name) or any(isinstance(part, t.Dots) for part in parts(loss))
        return _is_a_window(scope) and not is_whole

    def _is_known(self, node: Node) -> bool:
        has_names = self.names.one or self.names.many
        return bool(has_names) and any(map(self.names.explain, parts(node)))


def _is_a_window(scope: Scope) -> bool:
    """Tell whether the loss is the sum of those of many pairs."""
    return scope.some[0].at.losses is not None


def _with_k(case: Case, entry: str | None) -> Case:
    """Return a case in which k is the observed one, unless the left side's entry is called so."""
    if OBSERVED not in case.at.indices or entry in (None, "k"):
        return case
    return with_the_observed(case, "k")
