"""What the page asks for and sends: plain data, over a desk; no web server in it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from autograder.course import Question

from . import fairness, history, presence, rubric, shown
from .desk import AGAIN, Desk, Entry
from .grouping import SAME, SPELLING
from .items import Given, all_earned, points_of
from .marks import OPEN, SINGLE, Mark, State
from .store import Act, Conflict, NotThere

MOST_MADE = 2000  # answers that are kept typeset
MOST_VARIANTS = 60  # of a group, at a glance
COMMENTS = 40  # that are offered again
LONGEST_COMMENT, LONGEST_ITEM = 10_000, 5_000


class Bad(ValueError):
    """A request is not one that the page makes; the text says what is wrong."""


class View:
    """A question as one marker sees it. names: whether the students' names are shown."""

    def __init__(self, desk: Desk, id: str, marker: str, names: bool = False) -> None:
        self.desk, self.id, self.marker, self.names = desk, id, marker, names
        self.question: Question = desk.question(id)
        self.sheet = desk.sheet(id)
        self.store = desk.store

    # ---------------------------------------------------------------- asked for

    def items(self) -> dict[str, Any]:
        """Return the items, ready to be shown, and what `a` gives."""
        items = list(self.store.items(self.id).values())
        shown_items = [asdict(item) | {"html": shown.item(item), "told": item.told} for item in items]
        return {"items": shown_items, "all": _as_json(all_earned(items)), "most": self.question.written}

    def queue(self, everybodys: bool, second: bool, find: str = "") -> dict[str, Any]:
        """Return the entries in this marker's order; of those only that a text is found in."""
        newest = history.newest(self.store)  # first: what is marked meanwhile is told by `changes`
        entries = self.desk.queue(self.id, self.marker, everybodys, second)
        if find:
            some = self._entries(second)
            entries = [one for one in entries if one["key"] in some and self._holds(some[one["key"]], find)]
        with self.store.reading() as connection:
            marks = self.store.marks(connection, self.id).values()
        comments = dict.fromkeys(mark.given.comment for mark in marks if mark.given.comment)
        return {"entries": entries, "comments": list(comments)[:COMMENTS], "newest": newest}

    def _holds(self, entry: Entry, text: str) -> bool:
        wanted = text.casefold()
        return any(
            wanted in self.sheet.answers[one].source.casefold() or (self.names and wanted in one.casefold())
            for one in entry.students
        )

    def entry(self, key: str, variant: int = 0, everything: bool = False) -> dict[str, Any]:
        """Return an entry: one of its texts typeset, its members with their marks, what is suggested."""
        entry = self._entry(key)
        answers, states = self.sheet.answers, self.store.states(self.id, entry.students)
        texts = shown.variants([one for one in entry.students if one in states], answers)
        if not texts or not 0 <= variant < len(texts):
            raise NotThere("this answer is not in the gradebook any more: load the page again")
        read, hides = texts[variant][0], key.startswith(AGAIN)
        part = answers[read].derivation
        seen = texts if everything else texts[:MOST_VARIANTS]
        return {
            "key": key,
            "kind": SPELLING if entry.kind == SAME and len(texts) > 1 else entry.kind,
            "variant": variant,
            "html": self._html(read),
            "suggested": self._suggested(part.fulfilled if part else ()),
            "variants": [self._variant(some, texts[0]) for some in seen],
            "more": len(texts) - len(seen),
            "members": [
                self._member(one, states[one], number, hides)
                for number, some in enumerate(texts)
                for one in some
            ],
        }

    def _variant(self, students: Sequence[str], first: Sequence[str]) -> dict[str, Any]:
        """Return what some wrote, at a glance. first: who wrote what it is compared with."""
        mine, other = (self.sheet.answers[some[0]].source for some in (students, first))
        names = list(students) if self.names else []
        return {"html": shown.glance(mine, other), "names": names, "count": len(students)}

    def _html(self, student: str) -> str:
        """Return an answer typeset; what was asked for lately is not made again."""
        answer, alias = self.sheet.answers[student], self.desk.alias(student)
        made = self.desk.made
        if (self.id, answer.digest) not in made:
            if len(made) >= MOST_MADE:
                made.clear()
            made[self.id, answer.digest] = shown.answer(answer, lambda name: f"../file/{alias}/{name}")
        return made[self.id, answer.digest]

    def _entries(self, second: bool) -> dict[str, Entry]:
        if second:
            return self.desk.second_entries(self.id, self.marker, self.store.states(self.id))
        return self.desk.entries(self.id)

    def _entry(self, key: str) -> Entry:
        entries = self._entries(key.startswith(AGAIN))
        if key not in entries:
            raise NotThere("this group is not there any more: load the page again")
        return entries[key]

    def _member(self, student: str, state: State, variant: int, hides: bool) -> dict[str, Any]:
        mark = state.mark
        return {
            "id": self.desk.alias(student),
            "version": mark.version if mark else 0,
            "status": OPEN if hides else state.status(self.sheet.answers[student].digest),
            "variant": variant,
            "mark": mark_data(mark) if mark and not hides else None,
            "manual": None if hides else state.cell.manual,
        }

    def _suggested(self, fulfilled: Sequence[Any]) -> dict[str, str]:
        """Return {id of an item: the evidence} of what the program sees in the derivation."""
        if not fulfilled:
            return {}
        from_source = {item.place: item for item in self.store.items(self.id).values() if item.source}
        return {
            str(from_source[one.item].id): _evidence(one.rows) for one in fulfilled if one.item in from_source
        }

    def changes(self, newest: int, key: str, here: bool) -> dict[str, Any]:
        """Return what others did since, and who is at the same answer."""
        others = presence.seen(self.store, self.marker, self.id, key) if here else []
        last, marks = history.since(self.store, self.id, newest, self.marker)
        changed = {self.desk.alias(mark.student): mark_data(mark) for mark in marks}
        return {"newest": last, "changed": changed, "here": others}

    # ---------------------------------------------------------------- sent

    def give(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Give what was sent to the answers that it names. Raises Conflict, Bad, NotThere."""
        given, students = given_of(sent), self._students(sent)
        act = self._act(students, str(sent.get("origin", SINGLE)))
        if act.origin.startswith(AGAIN):
            return self._again(act, given)
        try:
            made = self.store.give(act, given, students)
        except Conflict as problem:  # the same, sent twice, since the first answer to it was lost
            made = {mark.student: mark for mark in problem.marks}
            is_mine = all(mark.author == self.marker and mark.given == given for mark in problem.marks)
            if not is_mine or made.keys() != students.keys():
                raise
        return self._made(made)

    def _made(self, marks: Mapping[str, Mark]) -> dict[str, Any]:
        return {"marks": {self.desk.alias(one): mark_data(mark) for one, mark in marks.items()}}

    def _again(self, act: Act, given: Given) -> dict[str, Any]:
        items = self.store.items(self.id)
        for student, digest in act.digests.items():
            points = points_of(given, items, self.question.written)
            fairness.read_again(self.store, self.id, student, self.marker, digest, given, points)
        return {"marks": {}}

    def flag(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Flag answers for a colleague, or take the flag back."""
        students = self._students(sent)
        note = str(sent.get("note", ""))[:LONGEST_COMMENT]
        return self._made(self.store.flag(self._act(students), note, students))

    def pull_out(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Take answers out of their group."""
        students = list(self._students(sent))
        return {"key": self.desk.pull_out(self.id, students, self.marker)}

    def change_item(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Add an item, or change one and every answer that has it."""
        values: dict[str, Any] = {
            "text": str(sent.get("text", "")).strip()[:LONGEST_ITEM],
            "points": number(sent.get("points")),
            "choice": str(sent.get("choice", "")).strip()[:40],
        }
        if not values["text"]:
            raise Bad("an item needs a sentence")
        if sent.get("id") is None:
            rubric.added(self.store, self._act({}), **values)
            return self.items() | {"changed": 0}
        values["retired"] = bool(sent.get("retired"))
        id, version = whole(sent["id"]), whole(sent.get("version"))
        _, count = rubric.changed(self.store, self._act({}), id, version, values)
        return self.items() | {"changed": count}

    def _act(self, students: Mapping[str, int], origin: str = SINGLE) -> Act:
        digests = {student: self.sheet.answers[student].digest for student in students}
        return Act(self.id, self.marker, digests, origin[:60])

    def _students(self, sent: Mapping[str, Any]) -> dict[str, int]:
        """Return {student: the version that was seen} of what a request names. Raises Bad."""
        named = sent.get("students")
        known = {self.desk.alias(student): student for student in self.sheet.answers}
        if not isinstance(named, dict) or not named or not named.keys() <= known.keys():
            raise Bad("the answers that are named are not here: load the page again")
        return {known[alias]: whole(version) for alias, version in named.items()}


def _evidence(rows: Sequence[int]) -> str:
    if not rows:
        return "seen"
    return f"{'line' if len(rows) == 1 else 'lines'} {', '.join(map(str, rows))}"


def mark_data(mark: Mark) -> dict[str, Any]:
    """Return a mark as the page knows it."""
    fields = ("points", "flag", "origin", "author", "at", "version")
    data = {name: getattr(mark, name) for name in fields}
    given = mark.given
    return data | {
        "chosen": _as_json(given.chosen),
        "comment": given.comment,
        "correction": given.correction,
    }


def _as_json(chosen: Mapping[int, float]) -> dict[str, float]:
    return {str(id): share for id, share in chosen.items()}


def given_of(sent: Mapping[str, Any]) -> Given:
    """Return what a request gives. Raises Bad."""
    chosen = sent.get("chosen", {})
    if not isinstance(chosen, dict) or not all(share in (0.5, 1) for share in chosen.values()):
        raise Bad("items are given whole or by half")
    comment = str(sent.get("comment", ""))[:LONGEST_COMMENT]
    return Given(
        {whole(id): float(share) for id, share in chosen.items()}, comment, number(sent.get("correction", 0))
    )


def whole(sent: object) -> int:
    """Return a whole number that was sent. Raises Bad."""
    try:
        return int(str(sent))
    except ValueError:
        raise Bad(f"{str(sent)[:20]!r} is no whole number") from None


def number(sent: object) -> float:
    """Return a number of points, or a weight, that was sent. Raises Bad."""
    try:
        found = round(float(str(sent)), 3)
    except ValueError:
        raise Bad(f"{str(sent)[:20]!r} is no number of points") from None
    if not -1000 < found < 1000:  # NaN as well
        raise Bad(f"{found} is no number of points")
    return found
