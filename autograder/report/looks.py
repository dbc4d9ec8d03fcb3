"""The submissions that somebody should look at: not graded, slow, with notes, not comparable."""

import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from autograder.gradebook.ledger import GRADED, Entry

from .findings import Findings

SLOW, TIMES_THE_MEDIAN = 5.0, 3.0  # seconds from which a submission is slow, and how far from the others


@dataclass(frozen=True)
class Look:
    """A submission to look at: refused, failed, slow, or with something put right."""

    label: str
    status: str
    seconds: float
    at: str
    why: str
    notes: tuple[str, ...]
    is_slow: bool


def looks(
    labels: Mapping[str, str],
    entries: Mapping[str, Entry],
    findings: Mapping[str, Findings],
    said: Callable[[str, str], str],
) -> list[Look]:
    """Return the submissions to look at. said: gives a text about a student as it may be shown."""
    return sorted(_looks(labels, entries, findings, said), key=_first)


def _looks(
    labels: Mapping[str, str],
    entries: Mapping[str, Entry],
    findings: Mapping[str, Findings],
    said: Callable[[str, str], str],
) -> Iterator[Look]:
    slow = max(SLOW, TIMES_THE_MEDIAN * median_seconds(entries.values()))
    for name, label in labels.items():
        entry = entries.get(name) or Entry(name, GRADED, {})
        found = findings.get(name, Findings())
        is_slow = entry.seconds >= slow
        notes = tuple(said(note, name) for note in [*entry.notes, found.trouble] if note)
        if entry.status != GRADED or is_slow or notes:
            why = said(entry.why, name)
            yield Look(label, entry.status, entry.seconds, entry.at, why, notes, is_slow)


def median_seconds(entries: Iterable[Entry]) -> float:
    """Return how long the grading of a submission takes."""
    return statistics.median([entry.seconds for entry in entries if entry.seconds] or [0.0])


def _first(look: Look) -> tuple[bool, bool, str]:
    """Order submissions: not graded, slow, the others."""
    return look.status == GRADED, not look.is_slow, look.label
