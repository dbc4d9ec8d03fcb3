"""Marks in the database: given with the gradebook's points in one transaction, and never over one unseen."""

import contextlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from autograder.course import Classroom

from . import database, gradebook, tables
from .gradebook import Cell
from .items import Given, Item, points_of, said
from .marks import SINGLE, Mark, State, now

GIVEN, UNDONE, ITEM, FLAG, IMPORTED = "given", "undone", "item", "flag", "imported"
"""Kinds of events."""


class Conflict(Exception):
    """Somebody else has marked some of these answers in the meantime: `marks` are theirs."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        who = " and ".join(sorted({mark.author for mark in marks})) or "somebody else"
        super().__init__(f"{who} marked this in the meantime: look at it, then mark again if you disagree")
        self.marks = list(marks)


class NotThere(LookupError):
    """There is no such answer or item; the text says what to do."""


@dataclass(frozen=True)
class Act:
    """One thing that a marker does. digests: {student: digest of the answer that was read}.

    batch: what is taken back at once; each act is one of its own where it is empty.
    """

    question: str
    author: str
    digests: Mapping[str, str]
    origin: str = SINGLE
    kind: str = GIVEN
    batch: str = ""


class Store:
    """The marks of one course."""

    def __init__(self, engine: Engine, course: str) -> None:
        self.engine, self.course = engine, course

    @classmethod
    def of(cls, classroom: Classroom) -> "Store":
        """Open the marks of a classroom. Raises NoGradebook."""
        return cls(database.opened(database.address_of(classroom)), classroom.course.id)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that is kept whole or not at all."""
        with self.engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction that only reads."""
        with database.reading(self.engine).begin() as connection:
            yield connection

    # ---------------------------------------------------------------- what there is

    def where(self, table: sa.Table, question: str = "") -> sa.ColumnElement[bool]:
        """Return the condition for this course's rows of a table, of a question or of all."""
        mine = table.c.course == self.course
        return sa.and_(mine, table.c.question == question) if question else mine

    def items(
        self, question: str, connection: Connection | None = None, *, retired_too: bool = False
    ) -> dict[int, Item]:
        """Return {id: item} of a question, in their order."""
        table = tables.items
        wanted = sa.select(table).where(self.where(table, question)).order_by(table.c.place, table.c.id)
        wanted = wanted if retired_too else wanted.where(table.c.retired.is_(False))
        with contextlib.nullcontext(connection) if connection is not None else self.reading() as one:
            rows = one.execute(wanted).mappings().all()
        fields = list(Item.__dataclass_fields__)
        return {row["id"]: Item(**{name: row[name] for name in fields}) for row in rows}

    def states(self, question: str, students: Sequence[str] = ()) -> dict[str, State]:
        """Return {student: state} of these answers of a question, or of all."""
        with self.reading() as connection:
            marks = self.marks(connection, question, students)
            cells = gradebook.cells_of(connection, self.course, question, students)
        return {student: State(marks.get(student), cell) for student, cell in cells.items()}

    def marks(
        self, connection: Connection, question: str, students: Sequence[str] = (), *, locks: bool = False
    ) -> dict[str, Mark]:
        """Return {student: mark} of a question; with `locks`, for a change."""
        wanted = sa.select(tables.marks).where(self.where(tables.marks, question))
        wanted = wanted.with_for_update() if locks else wanted
        if not students:
            rows = connection.execute(wanted).mappings().all()
        else:
            some = gradebook.parts(students)
            asked = (wanted.where(tables.marks.c.student.in_(part)) for part in some)
            rows = [row for one in asked for row in connection.execute(one).mappings()]
        return {row["student"]: Mark.from_row(dict(row)) for row in rows}

    # ---------------------------------------------------------------- what markers do

    def give(self, act: Act, given: Given, seen: Mapping[str, int]) -> dict[str, Mark]:
        """Give these answers the same, if they are at the versions that were seen.

        Raises Conflict, NotThere.
        """
        with self.whole(act, seen) as (connection, before):
            items, cells = self.items(act.question, connection), self.cells(connection, act)
            after = {}
            for student, digest in act.digests.items():
                points = points_of(given, items, cells[student].most)
                after[student] = replace(
                    self._known(act, before, student), given=given, points=points, digest=digest
                )
            return self.put(connection, act, before, after, cells, items)

    def flag(self, act: Act, note: str, seen: Mapping[str, int]) -> dict[str, Mark]:
        """Flag answers for a colleague; an empty note takes the flag back. Raises Conflict."""
        act = replace(act, kind=FLAG)
        with self.whole(act, seen) as (connection, before):
            cells = self.cells(connection, act)
            after = {one: replace(self._known(act, before, one), flag=note) for one in act.digests}
            return self.put(connection, act, before, after, cells, self.items(act.question, connection))

    @contextlib.contextmanager
    def whole(self, act: Act, seen: Mapping[str, int]) -> Iterator[tuple[Connection, dict[str, Mark]]]:
        """Give a transaction on marks that are as they were seen. Raises Conflict."""
        try:
            with self.writing() as connection:
                before = self.marks(connection, act.question, list(act.digests), locks=True)
                versions = {student: mark.version for student, mark in before.items()}
                changed = [one for one in act.digests if versions.get(one, 0) != seen.get(one, 0)]
                if changed:
                    raise Conflict([before[one] for one in changed if one in before])
                yield connection, before
        except sa.exc.IntegrityError:  # both gave the first mark, on a server that locks rows
            with self.reading() as connection:
                marks = self.marks(connection, act.question, list(act.digests))
            raise Conflict(list(marks.values())) from None

    def cells(self, connection: Connection, act: Act) -> dict[str, Cell]:
        """Return the gradebook's cells of these answers. Raises NotThere."""
        cells = gradebook.cells_of(connection, self.course, act.question, list(act.digests))
        missing = act.digests.keys() - cells.keys()
        if missing:
            raise NotThere(f"the gradebook lacks {len(missing)} of these answers: grade them again")
        return cells

    def _known(self, act: Act, before: Mapping[str, Mark], student: str) -> Mark:
        return before.get(student) or Mark(act.question, student, act.digests[student])

    def put(
        self,
        connection: Connection,
        act: Act,
        before: Mapping[str, Mark],
        after: Mapping[str, Mark],
        cells: Mapping[str, Cell],
        items: Mapping[int, Item],
        undoes: str = "",
    ) -> dict[str, Mark]:
        """Store marks, the events that tell of them, and the gradebook's points and comments."""
        at = now()
        made = {
            student: replace(
                mark,
                author=act.author,
                at=mark.at if act.kind == IMPORTED else at,
                version=mark.version + 1,
                origin=mark.origin if act.kind == FLAG else act.origin,
                grade=cells[student].grade_id,
            )
            for student, mark in after.items()
        }
        self._rows(connection, before, made.values())
        self.tell(connection, act, [_change(before.get(one), made[one], cells[one]) for one in made], undoes)
        if act.kind != FLAG:
            told = ((cells[one], mark.points, said(mark.given, items)) for one, mark in made.items())
            gradebook.write(connection, told)
        return made

    def _rows(self, connection: Connection, before: Mapping[str, Mark], made: Iterable[Mark]) -> None:
        rows = [mark.to_row() | {"course": self.course} for mark in made]
        new = [row for row in rows if row["student"] not in before]
        old = [row for row in rows if row["student"] in before]
        table = tables.marks
        if new:
            connection.execute(sa.insert(table), new)
        if old:
            keys = {"course": "k_course", "question": "k_question", "student": "k_student"}
            same = [table.c[name] == sa.bindparam(key) for name, key in keys.items()]
            values: dict[str, Any] = {name: sa.bindparam(name) for name in old[0] if name not in keys}
            connection.execute(
                sa.update(table).where(*same).values(values),
                [{keys.get(name, name): value for name, value in row.items()} for row in old],
            )

    def tell(
        self, connection: Connection, act: Act, changes: Sequence[dict[str, Any]], undoes: str = ""
    ) -> None:
        """Add to the log, which nothing is ever taken from. changes: with student, before and after."""
        common = {
            "course": self.course,
            "question": act.question,
            "batch": act.batch or secrets.token_hex(8),
            "undoes": undoes,
            "kind": act.kind,
            "author": act.author,
            "at": now(),
        }
        if changes:
            connection.execute(sa.insert(tables.events), [common | change for change in changes])


def _change(before: Mark | None, after: Mark, cell: Cell) -> dict[str, Any]:
    """Return one event. Where there was no mark, what the gradebook held is before it."""
    was = before.to_row() if before else {"manual": cell.manual, "comment": cell.comment}
    return {"student": after.student, "before": json.dumps(was), "after": json.dumps(after.to_row())}
