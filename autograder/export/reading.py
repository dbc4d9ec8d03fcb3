"""Read the grades of a class: from nbgrader's gradebook, and from the ledger what became of each hand-in."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from nbgrader.api import BaseCell, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.api import Grade as CellGrade

from autograder.course import Classroom
from autograder.gradebook import keys
from autograder.gradebook.book import Settings, opened
from autograder.gradebook.ledger import GRADED as WENT_WELL
from autograder.gradebook.ledger import Ledger
from autograder.results.words import counted

from .grades import GRADED, MISSING, OPEN, WAITING, ZERO, ClassGrades, Person, StudentGrade

AT_ONCE = 10_000  # rows of a gradebook


@dataclass
class _Sum:
    """The points of a submission's cells, added up; extra: those outside of the maximum."""

    cells: int = 0
    raw: float = 0.0
    extra: float = 0.0
    waiting: int = 0
    penalty: float = 0.0


def grades_of(settings: Settings, missing_as_zero: bool = False) -> ClassGrades:
    """Return the grades of all who are in the gradebook or have handed in. Raises BookError.

    missing_as_zero: give no points, in place of no grade, to those who handed in nothing.
    """
    classroom, course = settings.classroom, settings.classroom.course
    bonus = {cell[0] for question in course.catalogue if question.bonus for cell in question.cells}
    here = _handed_in(classroom)
    with opened(settings) as gradebook:
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
    return {student for student in classroom.students if classroom.handed_in(student).is_dir()}


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
        elif keys.job_of(classroom, student, {}).digest != entry.key.get("hand_in"):
            found[student] = OPEN, "handed in again"
    return found


def _in_gradebook(
    gradebook: Gradebook, assignment: Any, people: dict[str, Person], bonus: Collection[str]
) -> dict[str, StudentGrade]:
    """Return {student: what they have got} of all that the gradebook has a submission of.

    All is asked for at once: a query per student takes minutes for thousands.
    """
    student, is_ours = SubmittedAssignment.student_id, SubmittedAssignment.assignment_id == assignment.id
    of_notebook = SubmittedNotebook.assignment_id == SubmittedAssignment.id
    submissions = gradebook.db.query(student, SubmittedAssignment.timestamp).filter(is_ours).all()
    late = gradebook.db.query(student, SubmittedNotebook.late_submission_penalty)
    sums = {id: _Sum() for id, _ in submissions}
    for id, penalty in late.join(SubmittedAssignment, of_notebook).filter(is_ours):
        sums[id].penalty += penalty or 0.0
    columns = BaseCell.name, CellGrade.score, CellGrade.extra_credit, CellGrade.needs_manual_grade
    graded = gradebook.db.query(student, *columns).select_from(CellGrade)
    graded = graded.join(SubmittedNotebook, CellGrade.notebook_id == SubmittedNotebook.id)
    graded = graded.join(SubmittedAssignment, of_notebook).join(BaseCell, CellGrade.cell_id == BaseCell.id)
    for id, name, score, extra, waits in graded.filter(is_ours).yield_per(AT_ONCE):
        sums[id].cells += 1
        sums[id].waiting += bool(waits)
        sums[id].raw += score or 0.0
        sums[id].extra += (score if name in bonus else extra) or 0.0
    return {id: _scored(people[id], str(at or ""), sums[id]) for id, at in submissions}


def _scored(person: Person, at: str, found: _Sum) -> StudentGrade:
    """Return what somebody has got."""
    if found.waiting:
        return StudentGrade(person, WAITING, f"{counted(found.waiting, 'answer')} to read", at=at)
    if not found.cells:  # nbgrader notes a submission before it is graded
        return StudentGrade(person, OPEN, at=at)
    points = max(0.0, found.raw - found.penalty)  # as nbgrader's own export has it
    bonus = min(found.extra, points)
    return StudentGrade(person, GRADED, "", points, bonus, found.raw, found.penalty, at)
