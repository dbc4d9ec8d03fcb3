"""nbgrader's rows of a question: points and comment are written there, in the marking's own transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SolutionCell,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.engine import Connection, Row

AT_ONCE = 500  # names in a query


@dataclass(frozen=True)
class Cell:
    """A student's graded cell in the gradebook. comment_id: "" where there is none."""

    student: str
    grade_id: str
    comment_id: str
    most: float
    manual: float | None
    auto: float | None
    waits: bool
    comment: str


def cells_of(
    connection: Connection, course: str, question: str, students: Sequence[str] = ()
) -> dict[str, Cell]:
    """Return {student: cell} of a question, of these students or of all."""
    wanted: Sequence[Sequence[str] | None] = parts(students) if students else [None]
    found = [row for some in wanted for row in connection.execute(_grades(course, question, some))]
    comments = {
        row.notebook: row for some in wanted for row in connection.execute(_comments(course, question, some))
    }
    return {row.student: _cell(row, comments.get(row.notebook)) for row in found}


def parts(students: Sequence[str]) -> list[Sequence[str]]:
    """Return the students in parts that a query can name."""
    return [students[start : start + AT_ONCE] for start in range(0, len(students), AT_ONCE)]


def _grades(course: str, question: str, students: Sequence[str] | None) -> sa.Select[tuple[object, ...]]:
    grade, cell = Grade.__table__, GradeCell.__table__
    wanted = sa.select(
        SubmittedAssignment.student_id.label("student"),
        grade.c.id,
        grade.c.notebook_id.label("notebook"),
        cell.c.max_score.label("most"),
        grade.c.manual_score.label("manual"),
        grade.c.auto_score.label("auto"),
        grade.c.needs_manual_grade.label("waits"),
    ).join_from(grade, cell, grade.c.cell_id == cell.c.id)
    return _of_question(wanted, grade.c.notebook_id, grade.c.cell_id, course, question, students)


def _comments(course: str, question: str, students: Sequence[str] | None) -> sa.Select[tuple[object, ...]]:
    comment, cell = Comment.__table__, SolutionCell.__table__
    wanted = sa.select(
        comment.c.id, comment.c.notebook_id.label("notebook"), comment.c.manual_comment.label("text")
    ).join_from(comment, cell, comment.c.cell_id == cell.c.id)
    return _of_question(wanted, comment.c.notebook_id, comment.c.cell_id, course, question, students)


def _of_question(
    wanted: sa.Select[tuple[object, ...]],
    notebook_id: sa.Column[str],
    cell_id: sa.Column[str],
    course: str,
    question: str,
    students: Sequence[str] | None,
) -> sa.Select[tuple[object, ...]]:
    notebook, base, released = SubmittedNotebook.__table__, BaseCell.__table__, Notebook.__table__
    submission = SubmittedAssignment.__table__
    wanted = (
        wanted.join(notebook, notebook.c.id == notebook_id)
        .join(submission, submission.c.id == notebook.c.assignment_id)
        .join(base, base.c.id == cell_id)
        .join(released, released.c.id == base.c.notebook_id)
        .join(Assignment.__table__, Assignment.__table__.c.id == released.c.assignment_id)
        .where(Assignment.__table__.c.name == course, base.c.name == question)
    )
    return wanted if students is None else wanted.where(submission.c.student_id.in_(students))


def _cell(row: Row[tuple[object, ...]], comment: Row[tuple[object, ...]] | None) -> Cell:
    return Cell(
        student=row.student,
        grade_id=row.id,
        comment_id=comment.id if comment else "",
        most=row.most,
        manual=row.manual,
        auto=row.auto,
        waits=row.waits,
        comment=(comment.text or "") if comment else "",
    )


def progress(connection: Connection, course: str) -> dict[str, tuple[int, int]]:
    """Return {grade_id: (how many answers, how many of them wait)}."""
    grade, base = Grade.__table__, BaseCell.__table__
    notebook, assignment = Notebook.__table__, Assignment.__table__
    waits = sa.func.sum(sa.case((grade.c.needs_manual_grade, 1), else_=0))
    wanted = (
        sa.select(base.c.name, sa.func.count(), waits)
        .join_from(grade, base, grade.c.cell_id == base.c.id)
        .join(notebook, notebook.c.id == base.c.notebook_id)
        .join(assignment, assignment.c.id == notebook.c.assignment_id)
        .where(assignment.c.name == course)
        .group_by(base.c.name)
    )
    return {name: (count, waiting) for name, count, waiting in connection.execute(wanted)}


def write(connection: Connection, values: Iterable[tuple[Cell, float | None, str]]) -> None:
    """Write the points and the comment of each cell; no points where it is to be marked again."""
    grades, comments = [], []
    for cell, points, comment in values:
        waits = points is None and cell.auto is None
        grades.append({"row": cell.grade_id, "points": points, "waits": waits})
        if cell.comment_id:
            comments.append({"row": cell.comment_id, "text": comment or None})
    grade, said = Grade.__table__, Comment.__table__
    if grades:
        points_too = sa.update(grade).where(grade.c.id == sa.bindparam("row"))
        points_too = points_too.values(
            manual_score=sa.bindparam("points"), needs_manual_grade=sa.bindparam("waits")
        )
        connection.execute(points_too, grades)
    if comments:
        text_too = sa.update(said).where(said.c.id == sa.bindparam("row"))
        connection.execute(text_too.values(manual_comment=sa.bindparam("text")), comments)
