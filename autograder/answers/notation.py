"""The letters, words and sets of a course's formulas, and what to say of them: data that a course gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

OBSERVED = "\\observed"
"""The index of the observed one at a point, which many derivations call k; no one writes it so."""
LOSS, SCORES = "\\loss", "\\scores"
"""The loss at a point, and what its softmax is taken of; students give them names of their own."""
ENTRY, POSITION, COUNT = "entry", "position", "count"  # kinds of indices; a course adds its own


@dataclass(frozen=True, eq=False)
class Notation:
    """Describe how a course writes its formulas. Everything is optional; letters are LaTeX.

    Symbols:
        losses: names of a loss. Below the first, a subscript only says which loss it is, and is not read.
        words: words of several letters that are one name even where no font says so.
        whole: symbols with a subscript that is a part of their name, not an index.
        finished: symbols by which a known derivative may stand in a result.
        layouts: letters whose shapes, or whose results' shapes, depend on the convention.
        jacobian_by_rows: whether the derivative of a vector by one has a row for each entry of the first.

        abbreviations: {name: what it may stand for}, with * for any index: σ_* for σ(u_*^⊤ v_c).
        elsewhere: {(letter, index): (letter, index) here}, of other handouts; "" is no index, "*" any.

    Indices:
        sizes: letters of sizes; those that students multiply by most come first.
        kinds: {letter: kind of index}. A sum with this letter below or above it runs over this kind;
            the first letter that is there counts.
        sets: {beginning of a word: letter of `kinds`}, for sets that are named by a word.
        unsized: letter of a set whose size no symbol gives.
        everything: {kind: what is written below a sum over all of it}, the index being i.
        items: {kind: (letter, kind of the item)}, for indices that number things: the word w_k of draw k.
        origin: the position from which others are counted, as t in t + j.

    Advice:
        sums: beginnings of the names of parts (`Case.parts`) that are many terms.
        told: labels of `Case.where` that derivations tell apart, as w = o from the others.
        sides: {label of `Case.where`: (kind of advice, sentence)}, for what is right under that label only.
    """

    losses: tuple[str, ...] = ("J", "L")
    words: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    finished: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    jacobian_by_rows: bool = True

    abbreviations: Mapping[str, Sequence[str]] = field(default_factory=dict)
    elsewhere: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    sizes: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    sets: Mapping[str, str] = field(default_factory=dict)
    unsized: str = ""
    everything: Mapping[str, str] = field(default_factory=lambda: {ENTRY: "i"})
    items: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    origin: str = ""

    sums: tuple[str, ...] = ()
    told: frozenset[str] = frozenset()
    sides: Mapping[str, tuple[str, str]] = field(default_factory=dict)


PLAIN = Notation()
