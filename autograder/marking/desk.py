"""What one marker has before them: a question's entries in their order, each with its answers and marks."""

import functools
import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from autograder.course import Classroom, Question

from . import fairness, gradebook, preparing, rubric, tables
from .answers import Answer
from .grouping import SAME, Group
from .marks import CHANGED, OPEN, State, now
from .store import NotThere, Store

QUESTIONS_KEPT = 6  # whose answers are in memory
SECONDS_FRESH = 10  # before graded notebooks are looked at again
AGAIN = "again-"  # begins the keys of second readings


@dataclass(frozen=True)
class Entry:
    """What is marked at once: a group, or what was pulled out of one."""

    key: str
    kind: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The answers of a question, as they were last prepared."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    groups: Sequence[Group] = ()
    stamp: Mapping[str, Any] = field(default_factory=dict)


class Desk:
    """The questions of a classroom, for all who mark at this server."""

    def __init__(self, classroom: Classroom, store: Store) -> None:
        self.classroom, self.store = classroom, store
        self._sheet = functools.lru_cache(QUESTIONS_KEPT)(self._read)
        self._entries = functools.lru_cache(QUESTIONS_KEPT)(self._put_apart)
        self.alias = functools.cache(self._alias)
        self.made: dict[tuple[str, str], str] = {}
        self._looked: dict[str, tuple[float, bool]] = {}

    def _alias(self, student: str) -> str:
        """Return the name under which the page knows a student, which says nothing about who it is."""
        return hashlib.sha256(f"marking {self.classroom.key(student)}".encode()).hexdigest()[:12]

    @property
    def questions(self) -> list[Question]:
        """Return the questions that people mark."""
        return [question for question in self.classroom.course.catalogue if question.written]

    def question(self, id: str) -> Question:
        """Return the question whose written answer has this grade_id. Raises NotThere."""
        for question in self.questions:
            if question.written_cell == id:
                return question
        raise NotThere(f"there is no question {id}")

    def sheet(self, id: str) -> Sheet:
        """Return the answers of a question; empty while they are not prepared."""
        changed = self._changed(id)
        return self._sheet(id, changed) if changed else Sheet()

    def _changed(self, id: str) -> int:
        try:
            return preparing.kept_at(self.classroom, id).stat().st_mtime_ns
        except OSError:
            return 0

    def _read(self, id: str, changed: int) -> Sheet:
        kept = preparing.read_kept(self.classroom, id)
        if not kept:
            return Sheet()
        answers = {student: Answer.from_data(data) for student, data in kept["answers"].items()}
        groups = [Group(one["key"], one["kind"], tuple(one["students"])) for one in kept["groups"]]
        return Sheet(answers, groups, kept["stamp"])

    def is_fresh(self, id: str) -> bool:
        """Tell whether a question's answers are prepared as they are graded now."""
        notebook, now = self.question(id).notebook, time.monotonic()
        at, was_fresh = self._looked.get(id, (0.0, False))
        if not was_fresh or now - at > SECONDS_FRESH:
            was_fresh = self.sheet(id).stamp == preparing.stamp_of(self.classroom, notebook)
            self._looked[id] = now, was_fresh
        return was_fresh

    def opened(self, id: str) -> None:
        """Get a question ready to be marked: its items are those of the mark scheme, and those added."""
        question = self.question(id)
        sources = rubric.sources_of(self.classroom.course, id, question.written)
        rubric.brought_up_to_date(self.store, id, sources)

    def entries(self, id: str) -> dict[str, Entry]:
        """Return {key: entry} of a question; what was pulled out of a group is one of its own."""
        return self._entries(id, self._changed(id), frozenset(self._pulled_out(id)))

    def _put_apart(self, id: str, changed: int, out: frozenset[str]) -> dict[str, Entry]:
        sheet = self.sheet(id)
        found: dict[str, Entry] = {}
        for group in sheet.groups:
            stay = tuple(student for student in group.students if student not in out)
            if stay:
                found[group.key] = Entry(group.key, group.kind, stay)
            for student in (student for student in group.students if student in out):
                key = _key(sheet.answers[student].source)
                before = found[key].students if key in found else ()
                found[key] = Entry(key, SAME, (*before, student))
        return found

    def _pulled_out(self, id: str) -> set[str]:
        table, answers = tables.apart, self.sheet(id).answers
        with self.store.reading() as connection:
            rows = connection.execute(sa.select(table).where(self.store.where(table, id))).mappings().all()
        return {
            row["student"]
            for row in rows
            if row["student"] in answers and answers[row["student"]].digest == row["digest"]
        }

    def pull_out(self, id: str, students: Sequence[str], author: str) -> str:
        """Take answers out of their group; return the key of their own entry."""
        answers, table = self.sheet(id).answers, tables.apart
        with self.store.writing() as connection:
            here = sa.and_(self.store.where(table, id), table.c.student.in_(students))
            connection.execute(sa.delete(table).where(here))
            common = {"course": self.store.course, "question": id, "author": author, "at": now()}
            rows = [common | {"student": one, "digest": answers[one].digest} for one in students]
            connection.execute(sa.insert(table), rows)
        return _key(answers[students[0]].source)

    def queue(
        self, id: str, marker: str, everybodys: bool = False, second: bool = False
    ) -> list[dict[str, Any]]:
        """Return the entries of a question in the marker's order, with how far they are."""
        states, answers = self.store.states(id), self.sheet(id).answers
        shares = {} if everybodys else fairness.shares_of(self.store, id)
        entries = self.second_entries(id, marker, states) if second else self.entries(id)
        mine = [key for key in entries if not shares or fairness.marker_of(key, id, shares) == marker]
        done = {one.student for one in fairness.readings_of(self.store, id)} if second else set()
        found = []
        for key in fairness.shuffled(mine, marker, id):
            theirs = {one: states[one] for one in entries[key].students if one in states}
            if theirs:
                status = [state.status(answers[one].digest) for one, state in theirs.items()]
                waiting = sum(one in (OPEN, CHANGED) for one in status)
                left = len(theirs.keys() - done) if second else waiting
                flag = any(state.mark is not None and state.mark.flag for state in theirs.values())
                about = {"key": key, "kind": entries[key].kind, "size": len(theirs)}
                found.append(about | {"open": left, "flag": flag})
        return found

    def second_entries(self, id: str, marker: str, states: Mapping[str, State]) -> dict[str, Entry]:
        """Return the tenth that is read a second time, one by one: what others have marked."""
        found, answers = {}, self.sheet(id).answers
        for student, state in states.items():
            if state.mark is None or state.mark.points is None or not fairness.is_read_twice(student, id):
                continue
            if state.mark.author != marker and student in answers:
                key = f"{AGAIN}{self.alias(student)}"
                found[key] = Entry(key, SAME, (student,))
        return found

    def progress(self) -> list[dict[str, Any]]:
        """Return how far each question is, for the list of questions."""
        with self.store.reading() as connection:
            counts = gradebook.progress(connection, self.store.course)
        found = []
        for question in self.questions:
            id = question.written_cell
            count, waiting = counts.get(id, (0, 0))
            is_prepared = bool(self._changed(id)) or not count
            about = {"id": id, "title": question.title, "count": count, "done": count - waiting}
            found.append(about | {"is_prepared": is_prepared})
        return found


def _key(text: str) -> str:
    return "one-" + hashlib.sha256(text.encode()).hexdigest()[:16]
