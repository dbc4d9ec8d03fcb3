"""The log of who marked what and when: read, and taken back step by step."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from . import gradebook, rubric, tables
from .items import Given, Item, of_today, points_of, said
from .marks import Mark
from .store import FLAG, GIVEN, IMPORTED, ITEM, UNDONE, Act, Conflict, NotThere, Store

MARKING = (GIVEN, FLAG, IMPORTED)
"""Kinds of events that say what a person gave an answer; the others follow from what was given."""


def undone(store: Store, author: str) -> tuple[str, dict[str, Mark]]:
    """Take back the last thing that this marker did; return its question and {student: mark}.

    Raises Conflict where somebody has marked one of the answers since, ItemChanged where somebody has changed
    the item, and NotThere where nothing is left.
    """
    with store.writing() as connection:
        events = _last_batch(store, connection, author)
        if events[0]["kind"] == ITEM:
            return rubric.taken_back(store, connection, author, events)
        question = events[0]["question"]
        students = [event["student"] for event in events]
        now = store.marks(connection, question, students, locks=True)
        if moved := _marked_since(store, connection, events):
            raise Conflict([now[one] for one in sorted(moved)])
        cells = gradebook.cells_of(connection, store.course, question, students)
        items = store.items(question, connection)
        after = {
            event["student"]: _with_todays_items(_before(event, now), items, cells[event["student"]].most)
            for event in events
            if event["student"] in cells
        }
        act = Act(question, author, {}, kind=UNDONE)
        made = store.put(connection, act, now, after, cells, items, events[0]["batch"])
        _as_the_formgrader_had_it(connection, events, cells)
        return question, made


def _marked_since(store: Store, connection: Connection, events: Sequence[Any]) -> set[str]:
    """Return the students of events whose answers somebody has marked since, and not taken back."""
    table, students = tables.events, {event["student"] for event in events}
    mine = store.where(table, events[0]["question"])
    taken_back = sa.select(table.c.undoes).where(mine, table.c.undoes != "")
    last = max(event["id"] for event in events)
    later = sa.select(table.c.student).where(
        mine, table.c.id > last, table.c.kind.in_(MARKING), table.c.batch.not_in(taken_back)
    )
    return students & set(connection.execute(later).scalars())


def _with_todays_items(mark: Mark, items: Mapping[int, Item], most: float) -> Mark:
    """Return a mark of before with what its items are now."""
    if mark.points is None:
        return mark
    given = of_today(mark.given, items)
    return replace(mark, given=given, points=points_of(given, items, most))


def _last_batch(store: Store, connection: Connection, author: str) -> Sequence[Any]:
    table = tables.events
    mine = sa.and_(store.where(table), table.c.author == author)
    of_an_item = sa.and_(table.c.kind == ITEM, table.c.student == "")
    undoable = sa.or_(table.c.kind.in_((GIVEN, FLAG)), of_an_item)
    taken_back = sa.select(table.c.undoes).where(mine, table.c.undoes != "")
    last = connection.execute(
        sa.select(table.c.batch)
        .where(mine, undoable, table.c.batch.not_in(taken_back))
        .order_by(table.c.id.desc())
        .limit(1)
    ).scalar()
    if last is None:
        raise NotThere("there is nothing of yours to take back")
    some = sa.select(table).where(table.c.batch == last).order_by(table.c.id)
    return connection.execute(some).mappings().all()


def _before(event: Any, now: dict[str, Mark]) -> Mark:
    """Return the mark as it was before an event, at today's version."""
    mark, was = now[event["student"]], json.loads(event["before"])
    if "version" not in was:  # there was none
        return replace(mark, given=Given(), points=None, flag="")
    return replace(Mark.from_row(was), version=mark.version)


def _as_the_formgrader_had_it(connection: Connection, events: Sequence[Any], cells: dict[str, Any]) -> None:
    """Give answers that had no mark the points and comment back that they had in the gradebook."""
    had = [(event["student"], json.loads(event["before"])) for event in events]
    had = [(one, was) for one, was in had if one in cells and "manual" in was]
    gradebook.write(connection, [(cells[one], was["manual"], was["comment"]) for one, was in had])


def log(store: Store, question: str, student: str) -> list[dict[str, Any]]:
    """Return who did what to an answer and when, the first first."""
    table = tables.events
    mine = sa.and_(store.where(table, question), table.c.student == student)
    wanted = sa.select(table).where(mine).order_by(table.c.id)
    with store.reading() as connection:
        return [dict(row) for row in connection.execute(wanted).mappings()]


def newest(store: Store) -> int:
    """Return the number of the last event."""
    with store.reading() as connection:
        return _last(connection)


def _last(connection: Connection) -> int:
    return connection.execute(sa.select(sa.func.max(tables.events.c.id))).scalar() or 0


def since(store: Store, question: str, number: int, but: str) -> tuple[int, list[Mark]]:
    """Return the number of the last event, and today's marks of answers that others marked since `number`."""
    table = tables.events
    with store.reading() as connection:
        last = _last(connection)
        wanted = sa.select(table.c.student).where(
            store.where(table, question), table.c.id > number, table.c.author != but, table.c.student != ""
        )
        students = sorted(set(connection.execute(wanted).scalars()))
        return last, list(store.marks(connection, question, students).values()) if students else []


def written_again(store: Store, question: str) -> int:
    """Give marks back to a gradebook that was made anew, or that graded the same answer again.

    Return how many these are. What was changed in the formgrader stays.
    """
    with store.writing() as connection:
        cells = gradebook.cells_of(connection, store.course, question)
        items, marks = store.items(question, connection), store.marks(connection, question, locks=True)
        lost = {
            one: mark
            for one, mark in marks.items()
            if mark.points is not None and one in cells and _is_lost(mark, cells[one])
        }
        gradebook.write(connection, ((cells[one], m.points, said(m.given, items)) for one, m in lost.items()))
        table = tables.marks
        for one in lost:
            mine = sa.and_(store.where(table, question), table.c.student == one)
            connection.execute(sa.update(table).where(mine).values(grade=cells[one].grade_id))
        return len(lost)


def _is_lost(mark: Mark, cell: gradebook.Cell) -> bool:
    is_new = cell.grade_id != mark.grade and cell.manual is None
    return is_new or (cell.waits and cell.manual == mark.points)
