"""Items of questions: taken from the course's mark schemes, added and changed while marking.

An item that changes changes every answer that has it, in the same transaction.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from autograder.answers.scheme import Item as Source
from autograder.answers.scheme import items_of
from autograder.course import Course
from autograder.gradebook.schemes import schemes

from . import gradebook, tables
from .items import Item, points_of
from .store import ITEM, Act, NotThere, Store

CHANGEABLE = ("text", "points", "choice", "retired")


class ItemChanged(Exception):
    """Somebody else has changed the item in the meantime."""


def sources_of(course: Course, question: str, most: float) -> list[Source]:
    """Return the items of a question's mark scheme; one for all points where it has none."""
    _, scheme = schemes(course).get(question, ("", ""))
    return items_of(scheme) or [Source(most, "right.", ())]


def brought_up_to_date(store: Store, question: str, sources: list[Source]) -> None:
    """Take new items from the mark scheme, and new words of those that nobody has changed here."""
    digests = [_digest(source) for source in sources]
    known = _from_source(store, question)
    if all(place in known and known[place].source == digest for place, digest in enumerate(digests, 1)):
        return
    with store.writing() as connection:
        known = _from_source(store, question, connection)
        for place, (source, digest) in enumerate(zip(sources, digests, strict=True), 1):
            values = {"text": source.text, "points": source.points, "choice": source.choice, "source": digest}
            if place not in known:
                row = values | {"course": store.course, "question": question, "place": place, "version": 1}
                connection.execute(sa.insert(tables.items), row)
            elif known[place].version == 1 and known[place].source != digest:
                _set(connection, known[place].id, values)


def _from_source(store: Store, question: str, connection: Connection | None = None) -> dict[int, Item]:
    """Return {place: item} of the mark scheme, with those that were taken away here."""
    items = store.items(question, connection, retired_too=True).values()
    return {item.place: item for item in items if item.source}


def _digest(source: Source) -> str:
    said = f"{source.points:g} {source.choice} {source.text}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _set(connection: Connection, id: int, values: Mapping[str, Any]) -> None:
    connection.execute(sa.update(tables.items).where(tables.items.c.id == id).values(values))


def added(store: Store, act: Act, text: str, points: float, choice: str = "") -> Item:
    """Add an item to a question, behind the others."""
    with store.writing() as connection:
        last = max((item.place for item in store.items(act.question, connection).values()), default=0)
        row = {"course": store.course, "question": act.question, "place": last + 1, "version": 1}
        values = {"text": text, "points": points, "choice": choice, "source": ""}
        insert = sa.insert(tables.items).returning(tables.items.c.id)
        id = connection.execute(insert, row | values).scalar_one()
        _told(store, connection, act, id, None, values)
        return store.items(act.question, connection)[id]


def changed(
    store: Store, act: Act, id: int, version: int, values: Mapping[str, Any]
) -> tuple[Item | None, int]:
    """Change an item and the points of every answer that has it; return it and how many these are.

    A retired item is taken from every answer. Raises ItemChanged, NotThere.
    """
    values = {name: value for name, value in values.items() if name in CHANGEABLE}
    with store.writing() as connection:
        items = store.items(act.question, connection)
        if id not in items:
            raise NotThere("this item is not there any more: load the page again")
        if items[id].version != version:
            raise ItemChanged("somebody else has changed this item in the meantime: load the page again")
        before = {name: getattr(items[id], name) for name in ("text", "points", "choice")}
        _set(connection, id, {**values, "version": version + 1})
        count = _recomputed(store, connection, act, id)
        _told(store, connection, act, id, before, values)
        return store.items(act.question, connection).get(id), count


def _recomputed(store: Store, connection: Connection, act: Act, id: int) -> int:
    """Compute the points of every answer that has an item anew; return how many these are."""
    items = store.items(act.question, connection)
    marks = store.marks(connection, act.question, locks=True)
    concerned = {
        one: mark for one, mark in marks.items() if mark.points is not None and id in mark.given.chosen
    }
    cells = gradebook.cells_of(connection, store.course, act.question, list(concerned)) if concerned else {}
    for student, mark in concerned.items():
        if student not in cells:
            continue
        kept = {one: share for one, share in mark.given.chosen.items() if one in items}
        given = replace(mark.given, chosen=kept)
        after = replace(mark, given=given, points=points_of(given, items, cells[student].most))
        as_before = replace(act, kind=ITEM, origin=mark.origin, author=mark.author)
        store.put(connection, as_before, {student: mark}, {student: after}, cells, items)
    return len(concerned)


def _told(
    store: Store, connection: Connection, act: Act, id: int, before: object, after: Mapping[str, Any]
) -> None:
    said = {"student": "", "before": json.dumps([id, before]), "after": json.dumps([id, dict(after)])}
    store.tell(connection, replace(act, kind=ITEM), [said])
