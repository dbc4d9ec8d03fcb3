"""Who has which grade, and who has none and why: the data of every export of grades."""

from dataclasses import dataclass

from autograder.course import Course
from autograder.gradebook.ledger import FAILED, REFUSED

GRADED, WAITING, OPEN, MISSING = "graded", "waiting", "open", "missing"
ZERO = "zero"  # nothing was handed in, and whoever exports wants no points for it, not an empty cell
UNGRADED = {  # why somebody has no grade: what to say of them all, and what to do
    REFUSED: "refused: ask for another hand-in, or fix it in submitted/",
    FAILED: "not graded, since the grader failed: `w2v grade` says why",
    OPEN: "handed in and not graded yet: run `w2v grade`",
    WAITING: "waiting for a person to read an answer: `w2v mark`, or nbgrader formgrader",
    MISSING: "not handed in",
}


@dataclass(frozen=True)
class Person:
    """A student of the class, as the gradebook or a platform knows them."""

    id: str
    first: str = ""
    last: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """The name as people write it; the id where nobody knows one."""
        return f"{self.first} {self.last}".strip() or self.id


@dataclass(frozen=True)
class StudentGrade:
    """What one student has got.

    status: GRADED, or why there is no grade; why: more about it.
    points: all of them, less the penalty. bonus: those outside of the maximum.
    raw, penalty: as nbgrader has them. at: when it was handed in.
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
        return self.status in (GRADED, ZERO)

    @property
    def is_handed_in(self) -> bool:
        return self.status not in (MISSING, ZERO)


@dataclass(frozen=True)
class ClassGrades:
    """The grades of a class. most: the points that there are, without the bonus.

    missing_as_zero: who handed in nothing gets no points, in place of no grade.
    """

    course: Course
    most: float
    students: tuple[StudentGrade, ...]
    duedate: str = ""
    missing_as_zero: bool = False
