"""Marking that is fair: whose answer comes when, to whom, and which are read a second time."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Any

import sqlalchemy as sa

from . import tables
from .items import Given
from .marks import Mark, given_of, now
from .store import Store

TENTH = 0.1  # of the answers is read by a second person
EVERY = "*"  # shares for all questions


def draw(*words: str) -> float:
    """Return a number from 0 to 1 that always is the same for these words."""
    digest = hashlib.sha256("\0".join(words).encode()).digest()
    return float(int.from_bytes(digest[:8], "big") / 2**64)


def shuffled(keys: Iterable[str], marker: str, question: str) -> list[str]:
    """Return groups in this marker's own order."""
    return sorted(keys, key=lambda key: draw("order", marker, question, key))


def is_read_twice(student: str, question: str) -> bool:
    """Tell whether an answer is one of the random tenth that a second person reads."""
    return draw("twice", question, student) < TENTH


def marker_of(key: str, question: str, shares: Mapping[str, float]) -> str:
    """Return whose a group is, by the markers' shares; "" where there are none."""
    whole = sum(shares.values())
    if whole <= 0:
        return ""
    left = draw("share", question, key) * whole
    for marker, weight in sorted(shares.items()):
        left -= weight
        if left < 0:
            return marker
    return max(shares)


def shares_of(store: Store, question: str) -> dict[str, float]:
    """Return {marker: share} for a question, or those for every question."""
    table = tables.shares
    with store.reading() as connection:
        for one in (question, EVERY):
            found = connection.execute(sa.select(table).where(store.where(table, one))).mappings().all()
            if found:
                return {row["marker"]: row["weight"] for row in found}
    return {}


def share_out(store: Store, question: str, shares: Mapping[str, float]) -> None:
    """Set the shares of a question, or of EVERY; no shares let everybody mark everything."""
    table = tables.shares
    with store.writing() as connection:
        connection.execute(sa.delete(table).where(store.where(table, question)))
        key = {"course": store.course, "question": question}
        rows = [key | {"marker": marker, "weight": weight} for marker, weight in shares.items() if weight > 0]
        if rows:
            connection.execute(sa.insert(table), rows)


# ---------------------------------------------------------------- second readings


@dataclass(frozen=True)
class Reading:
    """What a second person gave, beside the mark, which stays as it is."""

    student: str
    author: str
    given: Given
    points: float
    at: str


def readings_of(store: Store, question: str) -> list[Reading]:
    """Return the second readings of a question."""
    table = tables.readings
    with store.reading() as connection:
        rows = connection.execute(sa.select(table).where(store.where(table, question))).mappings().all()
    return [
        Reading(row["student"], row["author"], given_of(dict(row)), row["points"], row["at"]) for row in rows
    ]


def read_again(
    store: Store, question: str, student: str, author: str, digest: str, given: Given, points: float
) -> None:
    """Keep what a second person gives an answer."""
    row = Mark(question, student, digest, given, points).to_row()
    names = {column.name for column in tables.readings.c}
    row = {name: value for name, value in row.items() if name in names}
    row |= {"course": store.course, "author": author, "at": now()}
    table = tables.readings
    mine = sa.and_(store.where(table, question), table.c.student == student, table.c.author == author)
    with store.writing() as connection:
        connection.execute(sa.delete(table).where(mine))
        connection.execute(sa.insert(table), row)


# ---------------------------------------------------------------- counts and spread


def by_marker(marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """Return how many answers each marker marked, with the mean and the spread of the points."""
    points: dict[str, list[float]] = {}
    for mark in marks:
        if mark.points is not None:
            points.setdefault(mark.author, []).append(mark.points)
    return [
        {"marker": marker, "count": len(some), "mean": fmean(some), "spread": pstdev(some)}
        for marker, some in sorted(points.items())
    ]


def by_item(marks: Sequence[Mark]) -> dict[int, dict[str, float]]:
    """Return {item: {marker: the share of their answers that have it}}."""
    made = [mark for mark in marks if mark.points is not None]
    counts = {mark.author: sum(one.author == mark.author for one in made) for mark in made}
    given = sorted({id for mark in made for id in mark.given.chosen})
    found = {id: dict.fromkeys(counts, 0.0) for id in given}
    for mark in made:
        for id in mark.given.chosen:
            found[id][mark.author] += 1 / counts[mark.author]
    return found


def disagreements(marks: Mapping[str, Mark], readings: Sequence[Reading]) -> list[tuple[Mark, Reading]]:
    """Return second readings that gave other points than the mark has, the furthest first."""
    pairs = [(marks[one.student], one) for one in readings if one.student in marks]
    apart = [pair for pair in pairs if pair[0].points is not None and pair[0].points != pair[1].points]
    return sorted(apart, key=lambda pair: -abs((pair[0].points or 0.0) - pair[1].points))
