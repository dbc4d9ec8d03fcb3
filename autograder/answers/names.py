"""Names of a student's own: what a row or the prose says that one stands for, and what it is put in for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..results.derivations import BREAKS, DEFINITION
from . import tree as t
from .compare import comparable, equal, raw_value, same
from .evaluator import Array, Misfit, Unknown, value
from .formula import Case, Formula
from .judging import asked_for, is_a_loss
from .notation import LOSS, SCORES, Notation
from .places import instantiated, parts, substituted
from .reader import trees
from .rows import Row
from .tree import Node

OTHER_LOSS = "This is not the loss that is meant here."
MOST_NESTED = 4  # names that are explained by others

Names = Mapping[t.Name, Node]  # {a name: what it stands for}; the index of s_k is any index


def meanings(formula: Formula, rows: Sequence[Row], aside: Sequence[Row], some: list[Case]) -> Names:
    """Return {a name: what it stands for}, as rows and the prose `aside` say; such rows are definitions."""
    said = {
        name: meaning
        for name, meaning in _definitions(formula, _of_new_names(formula, aside), some)
        if _values(formula, meaning, some) is not None
    }
    said |= dict(_definitions(formula, [row for row in rows if not row.is_inline], some))
    return {name: _variable(formula, name, meaning, some) or meaning for name, meaning in said.items()}


def explained(node: Node, names: Names) -> Node:
    """Return the tree with names of one's own replaced by what they stand for."""
    for _ in range(MOST_NESTED):
        before = node
        for name, meaning in names.items():
            if index := _index_of(name):
                for part in {p for p in parts(node) if isinstance(p, t.Name) and _is_of(p, name)}:
                    assert part.sub is not None
                    node = substituted(node, part, instantiated(meaning, index, part.sub))
            else:
                node = substituted(node, name, meaning)
        if node == before:
            break
    return node


def _is_of(part: t.Name, name: t.Name) -> bool:
    return part.base == name.base and part.sub is not None


def _index_of(name: t.Name) -> t.Name | None:
    """Return the index of a name that is one of many, as s_k."""
    return name.sub if isinstance(name.sub, t.Name) and name.sub.sub is None else None


def _definitions(formula: Formula, rows: Sequence[Row], some: list[Case]) -> Iterator[tuple[t.Name, Node]]:
    """Iterate over (a name that is not declared, what a row says that it is); the row is a definition."""
    declared = _declared(formula)
    for row in rows:
        if row.follows or len(row.members) < 2 or not isinstance(row.members[0], t.Name):
            continue
        name = row.members[0]
        if is_a_loss(name, formula.notation):
            loss = _is_the_loss(formula, row.members[-1], some)
            if loss is False:
                row.verdict, row.message = BREAKS, OTHER_LOSS
            elif loss is None:
                row.verdict = DEFINITION
                if _values(formula, row.members[-1], some) is not None:
                    yield name, row.members[-1]
            continue
        if name.base not in declared:
            row.verdict = DEFINITION
            yield name, row.members[-1]


def _of_new_names(formula: Formula, aside: Sequence[Row]) -> list[Row]:
    """Return the equations of the prose that say what a name is that the formula does not have."""
    taken = _declared(formula)
    firsts = [(row, row.members[0]) for row in aside if row.members]
    return [replace(row) for row, name in firsts if isinstance(name, t.Name) and name.base not in taken]


def _values(formula: Formula, node: Node, some: list[Case]) -> list[Array] | None:
    try:
        with np.errstate(all="ignore"):
            return [raw_value(formula, node, case, None) for case in some]
    except (Unknown, Misfit, ArithmeticError, ValueError):
        return None


def _is_the_loss(formula: Formula, node: Node, some: list[Case]) -> bool | None:
    """Tell whether what a row calls the loss is the one that is meant, None where that is not known.

    Where its value is not known, its derivative may be: it is what is asked for.
    """
    if LOSS in some[0].at.symbols:
        found = _values(formula, node, some)
        if found is None or any(one.ndim for one in found):
            return None
        return equal(found, [case.at.symbols[LOSS] for case in some])
    asked, wants = asked_for(formula), [case.want for case in some]
    if not isinstance(asked, t.Derivative):
        return None
    slopes = _values(formula, t.Derivative(node, (), asked.by), some)
    return None if slopes is None or not comparable(slopes, wants) or equal(slopes, wants) else False


def _variable(formula: Formula, name: t.Name, meaning: Node, some: list[Case]) -> Node | None:
    """Return the variable of the points that a name is another name of: then one can differentiate by it."""
    index = _index_of(name)
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


def _declared(formula: Formula) -> frozenset[str]:
    """Return the letters of the symbols that a formula declares."""
    named = trees(tuple(formula.symbols), formula.notation)
    return frozenset(node.base for node in named if isinstance(node, t.Name))
