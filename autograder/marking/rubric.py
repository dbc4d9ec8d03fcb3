"""Items of questions: taken from the course's mark schemes, added and changed while marking.

An item that changes changes every answer that has it, in the same transaction.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from autograder.answers.scheme import Item as Source
from autograder.answers.scheme import items_of
from autograder.course import Course
from autograder.gradebook.schemes import schemes

from . import gradebook, tables
from .items import Given, Item, of_today, points_of
from .marks import ELSEWHERE, Mark, State
from .store import ITEM, UNDONE, Act, NotThere, Store

CHANGEABLE = ("text", "points", "choice", "retired")
CHANGED = "somebody else has changed this item in the meantime: load the page again"


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
        _told(store, connection, replace(act, kind=ITEM), id, None, values)
        return store.items(act.question, connection)[id]


def changed(
    store: Store, act: Act, id: int, version: int, values: Mapping[str, Any]
) -> tuple[Item | None, int]:
    """Change an item and the points of every answer that has it; return it and how many these are.

    A retired item is taken from every answer. Raises ItemChanged, NotThere.
    """
    values = {name: value for name, value in values.items() if name in CHANGEABLE}
    act = replace(act, batch=secrets.token_hex(8))
    with store.writing() as connection:
        items = store.items(act.question, connection)
        if id not in items:
            raise NotThere("this item is not there any more: load the page again")
        if items[id].version != version:
            raise ItemChanged(CHANGED)
        before = {name: getattr(items[id], name) for name in ("text", "points", "choice")}
        after = {**values, "version": version + 1}
        _set(connection, id, after)
        made = _recomputed(store, connection, act, _having(store, connection, act, id))
        _told(store, connection, replace(act, kind=ITEM), id, before | {"retired": False}, after)
        return store.items(act.question, connection).get(id), len(made)


def taken_back(
    store: Store, connection: Connection, author: str, events: Sequence[Any]
) -> tuple[str, dict[str, Mark]]:
    """Take back what was done to an item, with what that did to answers; return its question and the marks.

    events: of the batch. Raises ItemChanged.
    """
    told = next(event for event in events if not event["student"])
    (id, before), (_, after) = json.loads(told["before"]), json.loads(told["after"])
    act = Act(told["question"], author, {}, batch=secrets.token_hex(8))
    item = store.items(act.question, connection, retired_too=True)[id]
    if item.version != after.get("version", 1):
        raise ItemChanged(CHANGED)
    _set(connection, id, {**(before or {"retired": True}), "version": item.version + 1})
    given = _having(store, connection, act, id)
    if after.get("retired"):
        given |= _had(store, connection, act, item, events)
    made = _recomputed(store, connection, act, given)
    _told(store, connection, replace(act, kind=UNDONE), id, after, before, undoes=told["batch"])
    return act.question, made


def _having(store: Store, connection: Connection, act: Act, id: int) -> dict[str, Given]:
    """Return {student: what the answer was given} of those that have an item."""
    marks = store.marks(connection, act.question, locks=True)
    return {one: mark.given for one, mark in marks.items() if id in mark.given.chosen}


def _had(
    store: Store, connection: Connection, act: Act, item: Item, events: Sequence[Any]
) -> dict[str, Given]:
    """Return what the answers are given that had an item when it was taken away, with the item."""
    items, found = store.items(act.question, connection), {}
    had = {
        event["student"]: Mark.from_row(json.loads(event["before"])) for event in events if event["student"]
    }
    for student, mark in store.marks(connection, act.question, list(had), locks=True).items():
        chosen, share = mark.given.chosen, had[student].given.chosen.get(item.id)
        rivals = {id for id in chosen if item.choice and id in items and items[id].choice == item.choice}
        if share is not None and not rivals:
            found[student] = replace(mark.given, chosen={**chosen, item.id: share})
    return found


def _recomputed(
    store: Store, connection: Connection, act: Act, given: Mapping[str, Given]
) -> dict[str, Mark]:
    """Give answers these with the points that items have now; return their marks.

    Those whose points are from the formgrader stay as they are.
    """
    made: dict[str, Mark] = {}
    if not given:
        return made
    items, marks = store.items(act.question, connection), store.marks(connection, act.question, list(given))
    cells = gradebook.cells_of(connection, store.course, act.question, list(given))
    for student, mark in marks.items():
        if mark.points is None or student not in cells:
            continue
        if State(mark, cells[student]).status(mark.digest) == ELSEWHERE:
            continue
        theirs = of_today(given[student], items)
        after = replace(mark, given=theirs, points=points_of(theirs, items, cells[student].most))
        as_before = replace(act, kind=ITEM, origin=mark.origin, author=mark.author)
        made |= store.put(connection, as_before, {student: mark}, {student: after}, cells, items)
    return made


def _told(
    store: Store,
    connection: Connection,
    act: Act,
    id: int,
    before: object,
    after: Mapping[str, Any] | None,
    undoes: str = "",
) -> None:
    said = {"student": "", "before": json.dumps([id, before]), "after": json.dumps([id, after])}
    store.tell(connection, act, [said], undoes)
