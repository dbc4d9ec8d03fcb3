"""Read the grades of a class: from nbgrader's gradebook, and from the ledger what became of each hand-in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from nbgrader.api import BaseCell, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.api import Grade as CellGrade

from autograder.course import Classroom
from autograder.gradebook import book, keys
from autograder.gradebook.ledger import GRADED as WENT_WELL
from autograder.gradebook.ledger import Ledger
from autograder.results.words import counted

from .grades import GRADED, MISSING, OPEN, WAITING, ZERO, ClassGrades, Person, StudentGrade


@dataclass(frozen=True)
class _Cell:
    """A graded cell of a submission: its name, its score, the extra credit in it, whether it waits."""

    name: str
    score: float
    extra: float
    waits: bool


def grades_of(classroom: Classroom, missing_as_zero: bool = False) -> ClassGrades:
    """Return the grades of all who are in the gradebook or have handed in. Raises BookError.

    missing_as_zero: give no points, in place of no grade, to those who handed in nothing.
    """
    settings = book.settings(classroom)
    classroom, course = settings.classroom, settings.classroom.course
    bonus = {cell[0] for question in course.catalogue if question.bonus for cell in question.cells}
    here = _handed_in(classroom)
    with book.opened(settings) as gradebook:
        assignment = gradebook.find_assignment(course.id)
        cells = [cell for notebook in assignment.notebooks for cell in notebook.grade_cells]
        most, due = sum(cell.max_score for cell in cells if cell.name not in bonus), assignment.duedate
        people = {id: Person(id) for id in here} | _people(gradebook)
        students = _in_gradebook(gradebook, assignment, people, bonus)
    for id, person in people.items():
        if id not in students:
            status = OPEN if id in here else ZERO if missing_as_zero else MISSING
            students[id] = StudentGrade(person, status)
    for id, why in _outdated(classroom, here).items():
        students[id] = StudentGrade(people[id], *why)
    everybody = tuple(students[id] for id in sorted(students))
    return ClassGrades(course, most, everybody, str(due or ""), missing_as_zero)


def _handed_in(classroom: Classroom) -> set[str]:
    """Return the students of whom there is a folder of submissions."""
    folders = classroom.submitted.glob(f"*/{classroom.course.id}")
    return {path.parent.name for path in folders if path.is_dir() and not path.parent.name.startswith(".")}


def _people(gradebook: Gradebook) -> dict[str, Person]:
    """Return {student: the names that the gradebook has}."""
    return {
        student.id: Person(student.id, student.first_name or "", student.last_name or "", student.email or "")
        for student in gradebook.students
    }


def _outdated(classroom: Classroom, here: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return {student: (status, why)} of those of whose hand-in the gradebook has no score.

    It may have one of an older hand-in, which is nobody's grade any more.
    """
    found = {}
    for student, entry in Ledger(classroom).latest().items():
        if student not in here:
            continue
        if entry.status != WENT_WELL:
            found[student] = entry.status, entry.why
        elif keys.job_of(classroom, student).digest != entry.key.get("hand_in"):
            found[student] = OPEN, "handed in again"
    return found


def _in_gradebook(
    gradebook: Gradebook, assignment: Any, people: dict[str, Person], bonus: Collection[str]
) -> dict[str, StudentGrade]:
    """Return {student: what they have got} of all that the gradebook has a submission of.

    All is asked for at once: a query per student takes minutes for thousands.
    """
    cells: dict[str, list[_Cell]] = {}
    columns = BaseCell.name, CellGrade.score, CellGrade.extra_credit, CellGrade.needs_manual_grade
    query = (
        gradebook.db.query(SubmittedAssignment.student_id, *columns)
        .select_from(CellGrade)
        .join(SubmittedNotebook, CellGrade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(BaseCell, CellGrade.cell_id == BaseCell.id)
        .filter(SubmittedAssignment.assignment_id == assignment.id)
    )
    for student, name, score, extra, waits in query:
        cells.setdefault(student, []).append(_Cell(name, score or 0.0, extra or 0.0, bool(waits)))
    about = SubmittedAssignment.timestamp, SubmittedAssignment.late_submission_penalty
    submissions = gradebook.db.query(SubmittedAssignment.student_id, *about).filter(
        SubmittedAssignment.assignment_id == assignment.id
    )
    return {
        student: _scored(people[student], str(at or ""), penalty or 0.0, cells.get(student, []), bonus)
        for student, at, penalty in submissions
    }


def _scored(
    person: Person, at: str, penalty: float, cells: Sequence[_Cell], bonus: Collection[str]
) -> StudentGrade:
    """Return what somebody has got for these cells."""
    if waiting := sum(cell.waits for cell in cells):
        return StudentGrade(person, WAITING, f"{counted(waiting, 'answer')} to read", at=at)
    if not cells:  # nbgrader notes a submission before it is graded
        return StudentGrade(person, OPEN, at=at)
    raw = sum(cell.score for cell in cells)
    extra = sum(cell.score if cell.name in bonus else cell.extra for cell in cells)
    points = max(0.0, raw - penalty)  # as nbgrader's own export has it
    return StudentGrade(person, GRADED, "", points, min(extra, points), raw, penalty, at)
