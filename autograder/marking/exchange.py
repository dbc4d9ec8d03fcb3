"""Items and marks as JSON, for another machine: what is newer there stays, and is counted."""

import json
import pathlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from autograder.course import Classroom

from . import gradebook, rubric, tables
from .items import Given, points_of
from .marks import Mark
from .store import IMPORTED, Act, Store

KIND, FORM = "w2v marks", 1


class NotMarks(ValueError):
    """A file does not hold what `w2v mark --export` writes; the text says so."""


@dataclass
class Taken:
    """What came of an import. left: {why: how many}."""

    marks: int = 0
    left: Counter[str] = field(default_factory=Counter)


def store_of(classroom: Classroom) -> Store:
    """Return the marks of a classroom, with the items of all its questions. Raises NoGradebook."""
    store = Store.of(classroom)
    for question in classroom.course.catalogue:
        if question.written:
            id = question.written_cell
            rubric.brought_up_to_date(store, id, rubric.sources_of(classroom.course, id, question.written))
    return store


def export(store: Store, path: pathlib.Path) -> int:
    """Write all items and marks; return how many marks."""
    table = tables.marks
    with store.reading() as connection:
        rows = connection.execute(sa.select(table).where(store.where(table))).mappings().all()
    marks = [Mark.from_row(dict(row)) for row in rows]
    questions = sorted({mark.question for mark in marks} | set(_questions(store)))
    data = {
        "kind": KIND,
        "form": FORM,
        "course": store.course,
        "items": {one: [asdict(item) for item in store.items(one).values()] for one in questions},
        "marks": [mark.to_row() for mark in marks],
    }
    path.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    return len(marks)


def _questions(store: Store) -> list[str]:
    table = tables.items
    with store.reading() as connection:
        return list(
            connection.execute(sa.select(table.c.question).where(store.where(table)).distinct()).scalars()
        )


def take(store: Store, path: pathlib.Path) -> Taken:
    """Take the items and marks of a file, where this machine has no later ones. Raises NotMarks."""
    data = _read(path, store.course)
    taken = Taken()
    by_question: dict[str, list[Mark]] = {}
    for row in data["marks"]:
        mark = Mark.from_row(row)
        by_question.setdefault(mark.question, []).append(mark)
    for question, marks in by_question.items():
        ids = _items(store, question, data["items"].get(question, []))
        _take(store, question, marks, ids, taken)
    return taken


def _read(path: pathlib.Path, course: str) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except ValueError:
        data = {}
    if not isinstance(data, dict) or (data.get("kind"), data.get("form")) != (KIND, FORM):
        raise NotMarks(f"{path} is not what `w2v mark --export` writes")
    if data["course"] != course:
        raise NotMarks(f"{path} holds marks of the course {data['course']}, and this is {course}")
    return data


def _items(store: Store, question: str, theirs: list[dict[str, Any]]) -> dict[int, int]:
    """Return {id there: id here}; an item that is not here in these words is added."""
    act, ids = Act(question, "import", {}), {}
    here = {(one.text, one.points): one.id for one in reversed(store.items(question).values())}
    for item in theirs:
        words = item["text"], item["points"]
        if words not in here:
            here[words] = rubric.added(store, act, *words, item["choice"]).id
        ids[item["id"]] = here[words]
    return ids


def _take(store: Store, question: str, marks: list[Mark], ids: Mapping[int, int], taken: Taken) -> None:
    with store.writing() as connection:
        known = store.marks(connection, question, locks=True)
        cells = gradebook.cells_of(connection, store.course, question)
        items = store.items(question, connection)
        for mark in marks:
            here = known.get(mark.student)
            if mark.student not in cells:
                taken.left["the gradebook has no such answer"] += 1
            elif here is not None and here.at >= mark.at:
                taken.left["this machine has a later mark"] += here.given != _given(mark, ids)
            else:
                given = _given(mark, ids)
                points = None if mark.points is None else points_of(given, items, cells[mark.student].most)
                after = replace(mark, given=given, points=points, version=here.version if here else 0)
                act = Act(question, mark.author, {}, mark.origin, IMPORTED)
                before = {mark.student: here} if here else {}
                store.put(connection, act, before, {mark.student: after}, cells, items)
                taken.marks += 1
    taken.left = +taken.left


def _given(mark: Mark, ids: Mapping[int, int]) -> Given:
    chosen = {ids[id]: share for id, share in mark.given.chosen.items() if id in ids}
    return replace(mark.given, chosen=chosen)
