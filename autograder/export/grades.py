"""Who has which grade, and who has none and why: the data of every export of grades."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from nbgrader.api import BaseCell, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook

from autograder.course import Classroom, Course
from autograder.results.words import counted

from .sources import FAILED, REFUSED, opened, ungraded

GRADED, WAITING, OPEN, MISSING = "graded", "waiting", "open", "missing"
UNPOSTED = {  # why somebody has no grade: what to say of them all, and what to do
    REFUSED: "refused: ask for another hand-in, or fix it in submitted/",
    FAILED: "not graded, since the grader failed: `w2v grade` says why",
    OPEN: "handed in and not graded yet: run `w2v grade`",
    WAITING: "waiting for a person to read an answer: nbgrader formgrader",
    MISSING: "not handed in",
}


@dataclass(frozen=True)
class Person:
    """A student of the class, as the gradebook knows them."""

    id: str
    first: str = ""
    last: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """The name as people write it; the id where the gradebook has none."""
        return f"{self.first} {self.last}".strip() or self.id


@dataclass(frozen=True)
class Standing:
    """What one student has got.

    status: GRADED, or why there is no grade. points: all of them, less the penalty.
    bonus: those outside of the maximum. raw, penalty: as nbgrader has them. at: when it was handed in.
    """

    person: Person
    status: str
    why: str = ""
    points: float = 0.0
    bonus: float = 0.0
    raw: float = 0.0
    penalty: float = 0.0
    at: str = ""

    @property
    def is_graded(self) -> bool:
        return self.status == GRADED


@dataclass(frozen=True)
class Marks:
    """The grades of a class. most: the points that there are, without the bonus."""

    course: Course
    most: float
    standings: tuple[Standing, ...]
    duedate: str = ""

    def without_grade(self) -> list[Standing]:
        """Return those who have no grade, in the order of UNPOSTED."""
        order = list(UNPOSTED)
        missing = [one for one in self.standings if not one.is_graded]
        return sorted(missing, key=lambda one: order.index(one.status))


@dataclass(frozen=True)
class _Cell:
    """A graded cell of a submission: its name, its score, the extra credit in it, whether it waits."""

    name: str
    score: float
    extra: float
    waits: bool


def marks_of(classroom: Classroom, missing_as_zero: bool = False) -> Marks:
    """Return the grades of all who are in the gradebook or have handed in. Raises BookError.

    missing_as_zero: give no points, in place of no grade, to those who handed in nothing.
    """
    course, cannot, here = classroom.course, ungraded(classroom), _handed_in(classroom)
    bonus = {cell[0] for question in course.catalogue if question.bonus for cell in question.cells}
    with opened(classroom) as book:
        assignment = book.find_assignment(course.id)
        cells = [cell for notebook in assignment.notebooks for cell in notebook.grade_cells]
        people = {
            s.id: Person(s.id, s.first_name or "", s.last_name or "", s.email or "") for s in book.students
        }
        submissions = {submission.student_id: submission for submission in assignment.submissions}
        scores = _scores(book, assignment)
        standings = {
            id: _scored(people[id], submissions[id], scores.get(id, []), bonus) for id in submissions
        }
        most, due = sum(cell.max_score for cell in cells if cell.name not in bonus), assignment.duedate
    for id in people.keys() | here:
        person = people.get(id, Person(id))
        if id in cannot and id in here:
            standings[id] = Standing(person, *cannot[id])
        elif id not in standings:
            status = OPEN if id in here else GRADED if missing_as_zero else MISSING
            standings[id] = Standing(person, status)
    return Marks(course, most, tuple(standings[id] for id in sorted(standings)), str(due or ""))


def _handed_in(classroom: Classroom) -> set[str]:
    """Return the students of whom there is a folder in submitted/."""
    folders = classroom.submitted.glob(f"*/{classroom.course.id}")
    return {path.parent.name for path in folders if path.is_dir() and not path.parent.name.startswith(".")}


def _scores(book: Gradebook, assignment: Any) -> dict[str, list[_Cell]]:
    """Return {student: graded cells}, asked for at once: a query per student takes minutes for thousands."""
    query = (
        book.db.query(
            SubmittedAssignment.student_id,
            BaseCell.name,
            Grade.score,
            Grade.extra_credit,
            Grade.needs_manual_grade,
        )
        .select_from(Grade)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .filter(SubmittedAssignment.assignment_id == assignment.id)
    )
    found: dict[str, list[_Cell]] = {}
    for student, name, score, extra, waits in query:
        found.setdefault(student, []).append(_Cell(name, score or 0.0, extra or 0.0, bool(waits)))
    return found


def _scored(person: Person, submission: Any, cells: Sequence[_Cell], bonus: Collection[str]) -> Standing:
    """Return the standing of somebody whom the gradebook has a submission of."""
    at = f"{submission.timestamp}" if submission.timestamp else ""
    if waiting := sum(cell.waits for cell in cells):
        return Standing(person, WAITING, f"{counted(waiting, 'answer')} to read", at=at)
    if not cells:  # nbgrader notes a submission before it is graded
        return Standing(person, OPEN, at=at)
    raw, penalty = sum(cell.score for cell in cells), submission.late_submission_penalty or 0.0
    extra = sum(cell.score if cell.name in bonus else cell.extra for cell in cells)
    points = max(0.0, raw - penalty)  # as nbgrader's own export has it
    return Standing(person, GRADED, "", points, min(extra, points), raw, penalty, at)
