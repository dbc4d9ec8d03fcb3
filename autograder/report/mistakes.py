"""The mistakes of a class: known ones in code and final lines, and where derivations break."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.course import Catalogue

from .findings import Derived, Findings


@dataclass(frozen=True)
class Mistake:
    """A known mistake, of how many students, and what one of them is told."""

    kind: str
    question: str
    id: str
    students: int
    message: str


@dataclass(frozen=True)
class Break:
    """A way in which the first wrong row of a derivation breaks, how often, and one such row."""

    question: str
    way: str
    students: int
    row: str


@dataclass(frozen=True)
class Derivations:
    """The derivations of a question: with rows that could be read, and of these with a row that breaks."""

    question: str
    students: int
    breaking: int
    mostly_unread: int


def mistakes(findings: Iterable[Findings]) -> Iterator[Mistake]:
    """Iterate over known mistakes, the most frequent first."""
    counts: Counter[tuple[str, str, str]] = Counter()
    told: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for found in findings:
        counts.update({one[:3] for one in found.seen})
        for one in found.seen:
            told[one[:3]][one.message] += 1
    for key, count in counts.most_common():
        yield Mistake(*key, count, told[key].most_common(1)[0][0])


def derivations(catalogue: Catalogue, derived: Iterable[Derived]) -> Iterator[Derivations]:
    """Iterate over the questions with derivations, in course order."""
    by_question: dict[str, list[Derived]] = defaultdict(list)
    for one in derived:
        by_question[one.question].append(one)
    for question in catalogue:
        some = by_question[question.id]
        if some:
            breaking, unread = sum(one.breaks > 0 for one in some), sum(one.is_mostly_unread for one in some)
            yield Derivations(question.id, len(some), breaking, unread)


def breaks(derived: Iterable[Derived]) -> Iterator[Break]:
    """Iterate over the ways in which derivations break, the most frequent first."""
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in derived:
        if one.breaks:
            rows[one.question, one.way].append(one.row)
    for (question, way), some in sorted(rows.items(), key=lambda entry: -len(entry[1])):
        yield Break(question, way, len(some), min(some, key=lambda row: (r"\text" in row, len(row))))
