"""Read what was graded from the gradebook, in a few queries for the whole class."""

from collections.abc import Collection, Iterator

from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

from autograder.gradebook.book import Settings, opened

from .standing import Points, Standing


class NothingGraded(Exception):
    """There is no graded submission to write about; the text says what to do."""


def standings(found: Settings) -> dict[str, Standing]:
    """Return {student: standing} of those who are in the gradebook, by name. Raises BookError."""
    with opened(found) as gradebook:
        assignment = gradebook.find_assignment(found.classroom.course.id).id
        standing = _submitted(gradebook, assignment)
        for student, cell, points in _points(gradebook, assignment):
            standing[student].cells[cell] = points
        for student, cell, said in _comments(gradebook, assignment):
            standing[student].comments[cell] = said
    return dict(sorted(standing.items()))


def _submitted(gradebook: Gradebook, assignment: str) -> dict[str, Standing]:
    """Return {student: a standing without points}."""
    rows = (
        gradebook.db.query(
            Student.id, Student.first_name, Student.last_name, SubmittedNotebook.late_submission_penalty
        )
        .join(SubmittedAssignment, SubmittedAssignment.student_id == Student.id)
        .outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .filter(SubmittedAssignment.assignment_id == assignment)
    )
    found: dict[str, Standing] = {}
    for student, first, last, late in rows:
        standing = found.setdefault(student, Standing(student, " ".join(filter(None, (first, last)))))
        standing.late += late or 0
    return found


def _points(gradebook: Gradebook, assignment: str) -> Iterator[tuple[str, str, Points]]:
    """Iterate over (student, grade_id, points)."""
    rows = (
        gradebook.db.query(
            SubmittedAssignment.student_id,
            GradeCell.name,
            GradeCell.max_score,
            Grade.auto_score,
            Grade.manual_score,
            Grade.extra_credit,
            Grade.needs_manual_grade,
        )
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(GradeCell, GradeCell.id == Grade.cell_id)
        .filter(SubmittedAssignment.assignment_id == assignment)
    )
    for student, cell, most, by_program, by_person, extra, is_waiting in rows:
        got = by_program if by_person is None else by_person
        yield student, cell, Points(None if is_waiting else got or 0.0, most, extra or 0)


def _comments(gradebook: Gradebook, assignment: str) -> Iterator[tuple[str, str, str]]:
    """Iterate over (student, grade_id, what a person wrote)."""
    rows = (
        gradebook.db.query(SubmittedAssignment.student_id, BaseCell.name, Comment.manual_comment)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Comment, Comment.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .filter(SubmittedAssignment.assignment_id == assignment)
    )
    for student, cell, said in rows:
        if said:
            yield student, cell, said


def graded(found: Settings, students: Collection[str] = ()) -> dict[str, Standing]:
    """Return {student: standing} of these, or of all whose graded notebooks are there.

    Raises BookError; and NothingGraded, which names who is missing.
    """
    there = {
        name: standing
        for name, standing in standings(found).items()
        if found.classroom.autograded(name).is_dir()
    }
    missing = sorted(set(students) - there.keys()) or ([] if there else ["anybody"])
    if missing:
        raise NothingGraded(f"nothing is graded of {', '.join(missing)}: `w2v grade` comes first")
    return {name: there[name] for name in sorted(students or there)}
