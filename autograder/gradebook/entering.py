"""Enter outcomes into nbgrader's gradebook: one transaction each, the same however often it is done.

What people gave (manual scores, comments, extra credit) is kept. Beside nbgrader's tables there is one of our
own: which score, by its key, has been entered.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.utils import parse_utc
from sqlalchemy import Column, DateTime, MetaData, String, Table, Text, case, func, select
from sqlalchemy.orm import selectinload

from autograder.results.words import counted

from .compat import Penalties
from .grading import GradingError
from .outcome import Cell, Outcome

NO_RESPONSE = "No response."  # nbgrader's own words

TABLES = MetaData()
ENTERED = Table(
    "w2v_entered",
    TABLES,
    Column("assignment_id", String(32), primary_key=True),
    Column("student_id", String(128), primary_key=True),
    Column("key", String(32), nullable=False),
    Column("refused", Text, nullable=False, default=""),
    Column("at", DateTime, nullable=False),
)
"""key: of the score that nbgrader's tables hold. refused: why a later hand-in is not graded, or empty."""


@dataclass(frozen=True)
class Tally:
    """The program's points of a submission in the gradebook. waiting: answers that a person has to read."""

    points: float
    most: float
    waiting: int

    def __str__(self) -> str:
        by_program = f"{self.points:g} of {self.most:g} points by the program"
        return f"{by_program}, {counted(self.waiting, 'answer')} to read"


@dataclass(frozen=True)
class Known:
    """Hold a cell of the gradebook: its id there, its points, and "code" where the program gives them."""

    id: str
    points: float
    kind: str


Cells = dict[type[BaseCell], dict[str, Known]]
"""{kind of cell: {name: cell}} of a notebook."""


class Entering:
    """Write outcomes into an open gradebook."""

    def __init__(self, gradebook: Gradebook, assignment: str, penalties: Penalties) -> None:
        self.db, self.penalties = gradebook.db, penalties
        found = gradebook.find_assignment(assignment)
        self.id = found.id
        self.notebooks = {notebook.name: notebook.id for notebook in found.notebooks}
        self.cells = {name: self._cells_of(id) for name, id in self.notebooks.items()}
        TABLES.create_all(gradebook.engine)

    def _cells_of(self, notebook: str) -> Cells:
        """Return the cells of a notebook that the gradebook knows."""
        found: Cells = {}
        for kind in (GradeCell, SolutionCell, TaskCell):
            rows = self.db.query(kind).filter(kind.notebook_id == notebook)
            found[kind] = {
                cell.name: Known(cell.id, getattr(cell, "max_score", 0.0), getattr(cell, "cell_type", ""))
                for cell in rows
            }
        return found

    def keys(self) -> dict[str, str]:
        """Return {student: key} of what has been entered."""
        there = select(SubmittedAssignment.student_id).where(SubmittedAssignment.assignment_id == self.id)
        rows = select(ENTERED.c.student_id, ENTERED.c.key).where(
            ENTERED.c.assignment_id == self.id, ENTERED.c.student_id.in_(there)
        )
        return dict(self.db.execute(rows).all())

    def tallies(self) -> dict[str, Tally]:
        """Return {student: what the gradebook says}."""
        columns = SubmittedAssignment.student_id, GradeCell.cell_type, func.sum(Grade.score)
        waiting = func.sum(case((Grade.needs_manual_grade, 1), else_=0))
        rows = (
            select(*columns, waiting)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .join(GradeCell, GradeCell.id == Grade.cell_id)
            .where(SubmittedAssignment.assignment_id == self.id)
            .group_by(SubmittedAssignment.student_id, GradeCell.cell_type)
        )
        found: dict[str, list[float]] = {}
        for student, kind, points, count in self.db.execute(rows):
            sums = found.setdefault(student, [0.0, 0.0])
            sums[0] += points if kind == "code" else 0.0
            sums[1] += count
        return {name: Tally(points, self.most, int(count)) for name, (points, count) in found.items()}

    @property
    def most(self) -> float:
        """The points that the program gives at most."""
        return sum(cell.points for cell in self._graded() if cell.kind == "code")

    def _graded(self) -> list[Known]:
        return [cell for kinds in self.cells.values() for cell in kinds[GradeCell].values()]

    def scores(self) -> dict[str, dict[str, float | None]]:
        """Return {student: {grade_id: the program's points}} as the gradebook has them."""
        rows = (
            select(SubmittedAssignment.student_id, BaseCell.name, Grade.auto_score)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .join(BaseCell, BaseCell.id == Grade.cell_id)
            .where(SubmittedAssignment.assignment_id == self.id)
        )
        found: dict[str, dict[str, float | None]] = {}
        for student, name, points in self.db.execute(rows):
            found.setdefault(student, {})[name] = points
        return found

    def enter(self, outcome: Outcome, key: str) -> Tally:
        """Enter the scores of a graded submission; return what the gradebook says of it then."""
        try:
            tally = self._enter(outcome, key)
            self.db.commit()
            return tally
        finally:
            self.db.rollback()
            self.db.expunge_all()

    def _enter(self, outcome: Outcome, key: str) -> Tally:
        submission = self._submission(outcome.student)
        if outcome.handed_in_at:
            submission.timestamp = parse_utc(outcome.handed_in_at)
        theirs = {notebook.notebook_id: notebook for notebook in submission.notebooks}
        for name, cells in outcome.cells.items():
            if name not in self.notebooks:
                raise GradingError(f"the gradebook does not know {name}.ipynb: run `w2v release` again")
            notebook = theirs.get(self.notebooks[name])
            if notebook is None:
                notebook = SubmittedNotebook(notebook_id=self.notebooks[name])
                submission.notebooks.append(notebook)
            self._enter_cells(notebook, self.cells[name], cells)
        self._mark(outcome.student, key)
        self.db.flush()
        if submission.timestamp is not None:
            self._penalize(submission)
        return self._tally(submission)

    def _tally(self, submission: SubmittedAssignment) -> Tally:
        by_program = {cell.id for cell in self._graded() if cell.kind == "code"}
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        points = sum(_points(grade) for grade in grades if grade.cell_id in by_program)
        return Tally(points, self.most, sum(grade.needs_manual_grade for grade in grades))

    def _submission(self, student: str) -> SubmittedAssignment:
        """Return a student's submission, made where there is none."""
        if self.db.get(Student, student) is None:
            self.db.add(Student(id=student))
        found = (
            self.db.query(SubmittedAssignment)
            .filter_by(assignment_id=self.id, student_id=student)
            .options(
                selectinload(SubmittedAssignment.notebooks).options(
                    selectinload(SubmittedNotebook.grades), selectinload(SubmittedNotebook.comments)
                )
            )
            .one_or_none()
        )
        if found is None:
            found = SubmittedAssignment(assignment_id=self.id, student_id=student)
            self.db.add(found)
        return found

    def _enter_cells(self, notebook: SubmittedNotebook, known: Cells, cells: Mapping[str, Cell]) -> None:
        grades = {grade.cell_id: grade for grade in notebook.grades}
        comments = {comment.cell_id: comment for comment in notebook.comments}
        for name, cell in (known[GradeCell] | known[TaskCell]).items():
            grade = grades.get(cell.id)
            if grade is None:
                grade = Grade(cell_id=cell.id, needs_manual_grade=True)
                notebook.grades.append(grade)
            if name in cells:
                grade.auto_score = cells[name].points
                grade.needs_manual_grade = grade.auto_score is None or grade.manual_score is not None
        for name, cell in (known[SolutionCell] | known[TaskCell]).items():
            comment = comments.get(cell.id)
            if comment is None:
                comment = Comment(cell_id=cell.id)
                notebook.comments.append(comment)
            if name in cells:
                comment.auto_comment = NO_RESPONSE if cells[name].is_blank else None

    def _penalize(self, submission: SubmittedAssignment) -> None:
        """Set nbgrader's penalties for what comes late."""
        self.db.refresh(submission)
        seconds = submission.total_seconds_late
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = None
            if seconds > 0:
                penalty = self.penalties.of(notebook, submission.student_id, notebook.score, seconds)
                notebook.late_submission_penalty = penalty

    def refuse(self, student: str, why: str) -> None:
        """Mark beside what is entered of a student that a later hand-in is not graded."""
        self.db.execute(ENTERED.update().where(self._is_of(student)).values(refused=why))
        self.db.commit()

    def _mark(self, student: str, key: str) -> None:
        self.db.execute(ENTERED.delete().where(self._is_of(student)))
        now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
        row: dict[str, Any] = {"assignment_id": self.id, "student_id": student, "key": key}
        self.db.execute(ENTERED.insert().values(**row, refused="", at=now))

    def _is_of(self, student: str) -> Any:
        return (ENTERED.c.assignment_id == self.id) & (ENTERED.c.student_id == student)


def _points(grade: Grade) -> float:
    """Return the points of a grade as nbgrader adds them up."""
    given = grade.auto_score if grade.manual_score is None else grade.manual_score
    return (given or 0.0) + (grade.extra_credit or 0.0)
