"""Names of a student's own: what a row or the prose says that one stands for, and what it is put in for."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..results.derivations import BREAKS, DEFINITION
from . import tree as t
from .compare import comparable, equal, raw_value, same
from .evaluator import Array, Misfit, Point, Unknown, value
from .formula import Case, Formula
from .judging import asked_for, is_a_loss
from .notation import LOSS, SCORES, Notation
from .places import instantiated, parts, substituted
from .reader import trees
from .rows import Row
from .tree import Node

OTHER_LOSS = "This is not the loss that is meant here."
MOST_NESTED = 4  # names that are explained by others


@dataclass(frozen=True)
class Names:
    """What names of one's own stand for: those of one thing, and those of many, as s_k for any k.

    one: {a name: what it stands for}. many: {its letter: (the index, what it stands for)}.
    """

    one: Mapping[Node, Node] = field(default_factory=dict)
    many: Mapping[str, tuple[t.Name, Node]] = field(default_factory=dict)

    def explain(self, node: Node) -> bool:
        """Tell whether a part is one of the names."""
        return node in self.one or (
            isinstance(node, t.Name) and node.sub is not None and node.base in self.many
        )


def meanings(formula: Formula, rows: Sequence[Row], aside: Sequence[Row], some: list[Case]) -> Names:
    """Return {a name: what it stands for}, as rows and the prose `aside` say; such rows are definitions."""
    waiting = dict(_definitions(formula, _of_new_names(some[0].at, aside), some))
    said: dict[t.Name, Node] = {}
    for _ in range(MOST_NESTED):
        known = _named(formula, said, some)
        for name, meaning in waiting.items():
            if name not in said and _has_a_value(formula, name, explained(meaning, known), some):
                said[name] = meaning
    said |= dict(_definitions(formula, [row for row in rows if not row.is_inline], some))
    return _named(formula, said, some)


def _named(formula: Formula, said: Mapping[t.Name, Node], some: list[Case]) -> Names:
    one: dict[Node, Node] = {}
    many: dict[str, tuple[t.Name, Node]] = {}
    for name, meaning in said.items():
        index = _free_index_of(name, some[0])
        found = _variable(formula, index, meaning, some) or meaning
        if index is None:
            one[name] = found
        else:
            many[name.base] = index, found
    return Names(one, many)


def explained(node: Node, names: Names) -> Node:
    """Return the tree with names of one's own replaced by what they stand for."""
    if not (names.one or names.many):
        return node
    for _ in range(MOST_NESTED):
        before = node
        for name, meaning in names.one.items():
            node = substituted(node, name, meaning)
            for entry in _entries_of(name, node, names):
                assert entry.sub is not None
                node = substituted(node, entry, _entry(meaning, entry.sub))
        for part in {part for part in parts(node) if isinstance(part, t.Name) and part.base in names.many}:
            index, meaning = names.many[part.base]
            if part.sub is not None and part not in names.one:
                node = substituted(node, part, instantiated(meaning, index, part.sub))
        if node == before:
            break
    return node


def _entry(of: Node, at: Node) -> Node:
    """Return an entry of what a name stands for."""
    return t.Name(of.base, at) if isinstance(of, t.Name) and of.sub is None else t.Entry(of, at)


def _entries_of(name: Node, node: Node, names: Names) -> set[t.Name]:
    """Return the entries of a name in a tree, as z_w where z is explained."""
    if not isinstance(name, t.Name) or name.sub is not None or name.base in names.many:
        return set()
    some = {part for part in parts(node) if isinstance(part, t.Name) and part.base == name.base}
    return {part for part in some if part.sub is not None and part not in names.one}


def _free_index_of(name: t.Name, case: Case) -> t.Name | None:
    """Return the index of a name that is one of many, as s_k; None for δ_o, o being one word."""
    sub = name.sub
    is_index = isinstance(sub, t.Name) and sub.sub is None and not sub.base.startswith("\\")
    return sub if isinstance(sub, t.Name) and is_index and sub.base not in case.at.indices else None


def _definitions(formula: Formula, rows: Sequence[Row], some: list[Case]) -> Iterator[tuple[t.Name, Node]]:
    """Iterate over (a name that is not declared, what a row says that it is); the row is a definition."""
    asked, at = asked_for(formula), some[0].at
    for row in rows:
        if row.follows or len(row.members) < 2 or not isinstance(row.members[0], t.Name):
            continue
        name = row.members[0]
        if is_a_loss(name, formula.notation):
            if LOSS not in at.symbols and (loss := _of_another_loss(formula, row, some)) is not None:
                yield name, loss
            continue
        if name != asked and not _is_declared(name, at):
            row.verdict = DEFINITION
            meant = [node for node in row.members[1:] if _values(formula, node, some) is not None]
            yield name, meant[0] if meant else row.members[-1]


def _of_new_names(at: Point, aside: Sequence[Row]) -> list[Row]:
    """Return the equations of the prose that say what a name is that the formula does not have."""
    firsts = [(row, row.members[0]) for row in aside if row.members]
    return [replace(row) for row, name in firsts if isinstance(name, t.Name) and not _is_declared(name, at)]


def _has_a_value(formula: Formula, name: t.Name, meaning: Node, some: list[Case]) -> bool:
    """Tell whether what a name stands for has a value, for one of its indices if it is one of many."""
    index, at = _free_index_of(name, some[0]), some[0].at
    if index is None or _values(formula, meaning, some) is not None:
        return _values(formula, meaning, some) is not None
    for kind, numbers in at.ranges.items():
        at.steps = 0
        with contextlib.suppress(Unknown, Misfit, ArithmeticError, ValueError), np.errstate(all="ignore"):
            value(meaning, at, {index.base: (kind, numbers[-1])})
            return True
    return False


def _values(formula: Formula, node: Node, some: list[Case]) -> list[Array] | None:
    try:
        with np.errstate(all="ignore"):
            return [raw_value(formula, node, case, None) for case in some]
    except (Unknown, Misfit, ArithmeticError, ValueError):
        return None


def _of_another_loss(formula: Formula, row: Row, some: list[Case]) -> Node | None:
    """Return what a row says that the loss is, where its value is not known; it breaks if it is another's.

    Then its derivative is known: it is what is asked for.
    """
    asked, wants, meant = asked_for(formula), [case.want for case in some], row.members[-1]
    row.verdict = DEFINITION
    if not isinstance(asked, t.Derivative):
        return meant
    slopes = _values(formula, t.Derivative(meant, (), asked.by), some)
    if slopes is not None and comparable(slopes, wants) and not equal(slopes, wants):
        row.verdict, row.message = BREAKS, OTHER_LOSS
        return None
    return meant if _values(formula, meant, some) is not None else None


def _variable(formula: Formula, index: t.Name | None, meaning: Node, some: list[Case]) -> Node | None:
    """Return the variable of the points that a name is another name of: then one can differentiate by it."""
    found = _of_each_index(index, meaning, some) if index else _values(formula, meaning, some)
    for variable in some[0].at.base if found is not None else ():
        if all(same(one, case.at.base[variable]) for one, case in zip(found or [], some, strict=True)):
            known = _tree(variable, formula.notation)
            return t.Name(known.base, index) if index and known.sub is None else None if index else known
    return None


def _of_each_index(index: t.Name, meaning: Node, some: list[Case]) -> list[Array] | None:
    """Return what a name with an index is for all of them, as a column, in each case."""
    found = []
    for case in some:
        kind = case.at.default
        try:
            with np.errstate(all="ignore"):
                case.at.steps = 0
                entries = [
                    value(meaning, case.at, {index.base: (kind, n)}) for n in case.at.ranges.get(kind, ())
                ]
        except (Unknown, Misfit, ArithmeticError, ValueError):
            return None
        if not entries or any(entry.ndim for entry in entries):
            return None
        found.append(np.array(entries).reshape(-1, 1))
    return found


def _tree(variable: str, notation: Notation) -> t.Name:
    """Return a variable as a name."""
    found = t.Name(variable) if variable in (LOSS, SCORES) else trees((variable,), notation)[0]
    assert isinstance(found, t.Name)
    return found


def _is_declared(name: t.Name, at: Point) -> bool:
    """Tell whether a name, or what it is an entry of, has a value; s_k has none, though s is an index."""
    has_a_value = name.base in at.symbols or name.base in at.families or name.base in at.bases
    return has_a_value or name.base in at.items or (name.sub is None and name.base in at.indices)
