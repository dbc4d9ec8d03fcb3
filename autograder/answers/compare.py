"""Tell whether a tree has the right value, at every case of a formula."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from . import tree as t
from .evaluator import Array, Mask, Misfit, Unbound, value
from .formula import Case, Formula, Scale, cases
from .notation import ENTRY, OBSERVED
from .places import parts
from .tree import Node

DRAWS, SECRET_DRAWS, TOLERANCE = 5, 2, 1e-8
PAIRED = 4  # entries of which all pairs are compared
FOR_THE_OBSERVED = frozenset("kotc")  # letters of the one where y is 1, in many derivations


@functools.cache
def drawn(formula: Formula, scale: Scale = Scale.LARGE, secret: str = "") -> dict[str, list[Case]]:
    """Return {convention: its Cases}, from DRAWS draws; with a secret, from SECRET_DRAWS of its own."""
    found: dict[str, list[Case]] = {convention: [] for convention in formula.conventions}
    for number in range(SECRET_DRAWS if secret else DRAWS):
        for convention, some in cases(formula, number, scale, secret).items():
            found[convention].extend(some)
    return found


def obtained(formula: Formula, node: Node, case: Case, entry: str | None = None) -> Array:
    """Return the tree's value in the shape of the right one. Raises Misfit and Unknown.

    entry: the index of the answer's left side, if it has one.
    """
    want = case.want
    got = raw_value(formula, node, case, entry)
    if formula.is_transposed_right and got.shape != want.shape == got.T.shape:
        got = got.T
    if got.size == want.size == 1 or (got.ndim == 0 and got == 0 and _is_plain_zero(node)):
        got = np.full(want.shape, got.ravel()[0])
    if got.shape != want.shape:
        raise Misfit(
            f"${node.latex()}$ has the shape {case.at.shape(got)}, and {case.at.shape(want)} is meant."
        )
    return got


def raw_value(formula: Formula, node: Node, case: Case, entry: str | None) -> Array:
    """Return the tree's value as it is; `entry` as above. Raises Misfit and Unknown."""
    case.at.steps = 0
    try:
        return value(node, case.at)
    except Unbound as problem:
        letter = str(problem)
        if formula.has_entries:
            return _of_all_entries(formula, node, case, letter, entry)
        if formula.free:
            return _under_another_letter(node, case, formula.free, letter, entry)
        if OBSERVED in case.at.indices and letter in FOR_THE_OBSERVED:
            return raw_value(formula, node, with_the_observed(case, letter), entry)
        raise


def with_the_observed(case: Case, letter: str) -> Case:
    """Return the case with a letter for the index of the observed one."""
    indices = {**case.at.indices, letter: case.at.indices[OBSERVED]}
    return replace(case, at=replace(case.at, indices=indices))


def _is_plain_zero(node: Node) -> bool:
    """Tell whether a 0 is written there for a vector of zeros."""
    match node:
        case t.Sum(of=of) | t.Transpose(of=of) | t.Negate(of=of) | t.Over(left=of):
            return _is_plain_zero(of)
        case t.Product(left=left, right=right):
            return _is_plain_zero(left) or _is_plain_zero(right)
        case t.Cases(rows=rows):
            return any(_is_plain_zero(of) for of, _ in rows)
    return node == t.Number(0.0)


def _under_another_letter(node: Node, case: Case, free: str, letter: str, entry: str | None) -> Array:
    """Return the value where an answer calls the free index by another letter, that of its left side.

    The letter may stand for the number itself, or for the item that it numbers.
    """
    if entry not in (None, letter):
        raise Unbound(letter)
    meant = case.at.indices[free]
    others = {name: where for name, where in case.at.indices.items() if name != free}
    meanings = [meant]
    if meant[0] in case.at.notation.items:
        item, _ = case.at.notation.items[meant[0]]
        meanings.append(case.at.items[item](meant))
    for where in meanings:
        try:
            return value(node, replace(case.at, indices=others | {letter: where}, steps=0))
        except Unbound:
            raise Unbound(letter) from None
        except Misfit:
            if where == meanings[-1]:
                raise
    raise Unbound(letter)


def of_two_letters(node: Node, case: Case, letters: Sequence[str]) -> Array:
    """Return a tree's value for pairs of the first PAIRED entries, a matrix. Raises Misfit and Unknown."""
    n = min(case.want.size, PAIRED)
    found = np.zeros((n, n))
    for i, j in np.ndindex(n, n):
        case.at.steps = 0
        entry = value(node, case.at, {letters[0]: (ENTRY, i + 1), letters[1]: (ENTRY, j + 1)})
        if entry.ndim:
            raise Misfit(f"${node.latex()}$ is {case.at.shape(entry)} for one pair of indices.")
        found[i, j] = entry
    return found


def _of_all_entries(formula: Formula, node: Node, case: Case, letter: str, entry: str | None) -> Array:
    """Return the values for all entries; a second letter, as k, may be that of the observed one."""
    try:
        return _entry_by_entry(node, case, letter, entry)
    except (Misfit, Unbound):
        known = case.at.indices
        letters = {part.base for part in parts(node) if isinstance(part, t.Name) and part.sub is None}
        others = sorted(letters & FOR_THE_OBSERVED - {*known, letter, entry}) or sorted(
            {letter} & FOR_THE_OBSERVED
        )
        if OBSERVED not in known or not others:
            raise
        return raw_value(formula, node, with_the_observed(case, others[0]), entry)


def _entry_by_entry(node: Node, case: Case, letter: str, entry: str | None) -> Array:
    if entry and letter != entry:
        raise Misfit(f"The left side is about entry ${entry}$, and here ${letter}$ is left over.")
    entries = [value(node, case.at, {letter: (ENTRY, i + 1)}) for i in range(case.want.size)]
    if any(found.ndim for found in entries):
        shape = case.at.shape(entries[0])
        raise Misfit(f"${node.latex()}$ is {shape} for one index, and a number is meant.")
    return np.array(entries).reshape(case.want.shape)


def close(got: Array, want: Array) -> Mask:
    """Return which entries agree."""
    agree: Mask = np.isfinite(got) & (np.abs(got - want) <= TOLERANCE * max(1.0, np.max(np.abs(want))))
    return agree


def is_right(formula: Formula, node: Node, some: Iterable[Case], entry: str | None = None) -> bool:
    """Tell whether the tree's value is right at all these cases. Raises Misfit and Unknown."""
    return all(np.all(close(obtained(formula, node, case, entry), case.want)) for case in some)


# ---------------------------------------------------------------- members of a chain


def comparable(one: list[Array], other: list[Array]) -> bool:
    """Tell whether the values of two members, one for each case, have as many entries; 0 has any number."""
    pairs = zip(one, other, strict=True)
    return all(_as_vectors(a, b) or a.size == b.size or not (np.any(a) and np.any(b)) for a, b in pairs)


def equal(one: list[Array], other: list[Array]) -> bool:
    """Tell whether two members agree at all cases."""
    return all(same(a, b) for a, b in zip(one, other, strict=True))


def same(a: Array, b: Array) -> bool:
    """Tell whether two values agree, in either layout; a diagonal matrix may be given by its diagonal."""
    if found := _as_vectors(a, b):
        a, b = found
    if a.size == 1 == b.size:
        a, b = a.reshape(()), b.reshape(())
    if a.shape != b.shape and a.shape == b.T.shape:
        b = b.T
    if a.shape != b.shape:
        return (not np.any(a) and not np.any(b)) and 0 in (a.ndim, b.ndim)
    return bool(np.all(close(a, b)))


def _as_vectors(a: Array, b: Array) -> tuple[Array, Array] | None:
    """Return a diagonal matrix and a vector as two vectors; None if that is not what they are."""
    for matrix, vector in ((a, b), (b, a)):
        is_square = matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1] == vector.size > 1
        if is_square and 1 in vector.shape and np.array_equal(matrix, np.diag(np.diag(matrix))):
            return np.diag(matrix), vector.ravel()
    return None
