"""What each platform imports: its columns, how it names people, and what it does with bonus points."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .grades import ClassGrades, Person, StudentGrade
from .spreadsheet import BYTE_ORDER_MARK, PLAIN, Cell, Form

MAXIMUM = "Maximum Grade"  # Moodle's column
NUMBER = re.compile(r"-(\d+)$")  # ends the ids of students whose work was collected from a platform


@dataclass(frozen=True)
class Platform:
    """How one platform's table of grades is written, and how the one that it exports is read.

    header, row: of a table that is made here; `column` is the name of what is graded.
    before: rows between the two that are about no student.
    numbers, ids, names: columns of the platform's own table that say who it is: a number in the platform,
    a name of an account, a person's name (in several columns: first, last).
    column: the column of the grade where it is always the same. named: how any other names what is graded.
    kept: the columns of the platform's own table that go back, beside the grade; all where there are none.
    capped: whether the platform takes no more points than the maximum.
    """

    title: str
    header: Callable[[ClassGrades, str], Sequence[Cell]]
    row: Callable[[ClassGrades, StudentGrade], Sequence[Cell]]
    before: Callable[[ClassGrades, str], Sequence[Sequence[Cell]]] = lambda of_class, column: ()
    form: Form = PLAIN
    numbers: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()
    column: str = ""
    named: re.Pattern[str] = re.compile(r"(?P<name>.*)")
    kept: tuple[str, ...] = ()
    capped: bool = False

    def grade(self, of_class: ClassGrades, one: StudentGrade) -> float | None:
        """Return the number for somebody's grade; None where there is none."""
        if not one.is_graded:
            return None
        return regular(of_class, one) if self.capped else one.points


def regular(of_class: ClassGrades, one: StudentGrade) -> float:
    """Return the points that count towards the maximum."""
    return min(of_class.most, max(0.0, one.points - one.bonus))


def number_of(person: Person) -> str:
    """Return the number that a student has in the platform from which the work was collected; or nothing."""
    found = NUMBER.search(person.id)
    return found[1] if found else ""


NBGRADER = (
    "assignment duedate timestamp student_id last_name first_name email "
    "raw_score late_submission_penalty score max_score"
).split()


def _nbgrader(of_class: ClassGrades, one: StudentGrade) -> Sequence[Cell]:
    person = one.person
    scores: list[Cell] = [one.raw, one.penalty, one.points] if one.is_graded else [None, None, None]
    about = of_class.course.id, of_class.duedate, one.at, person.id, person.last, person.first, person.email
    return [*about, *scores, of_class.most]


def _canvas(of_class: ClassGrades, one: StudentGrade) -> Sequence[Cell]:
    person = one.person
    number = number_of(person)
    return [person.name, number, "" if number else person.id, "", CANVAS.grade(of_class, one)]


def _moodle(of_class: ClassGrades, one: StudentGrade) -> Sequence[Cell]:
    person = one.person
    number = number_of(person)
    who = [f"Participant {number}" if number else "", person.name, person.email]
    return [*who, MOODLE.grade(of_class, one), of_class.most, None, None]


def _blackboard(of_class: ClassGrades, one: StudentGrade) -> Sequence[Cell]:
    person = one.person
    return [person.last, person.first, person.id, BLACKBOARD.grade(of_class, one)]


def _d2l(of_class: ClassGrades, one: StudentGrade) -> Sequence[Cell]:
    return [f"#{one.person.id}", D2L.grade(of_class, one), "#"]


CANVAS = Platform(
    title="Canvas",
    header=lambda of_class, column: ["Student", "ID", "SIS Login ID", "Section", column],
    before=lambda of_class, column: [["    Points Possible", "", "", "", of_class.most]],
    row=_canvas,
    form=Form(BYTE_ORDER_MARK),
    numbers=("ID",),
    ids=("SIS Login ID", "SIS User ID", "Integration ID"),
    names=(("Student",), ("FirstName", "LastName")),
    named=re.compile(r"(?P<name>.*?)(?: \(\d+\))?"),
    kept=(
        *("Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID"),
        *("Integration ID", "Root Account", "Section"),
    ),
)
MOODLE = Platform(
    title="Moodle",
    header=lambda of_class, column: [
        *("Identifier", "Full name", "Email address", column),
        *(MAXIMUM, "Last modified (grade)", "Feedback comments"),
    ],
    row=_moodle,
    form=Form(BYTE_ORDER_MARK),
    numbers=("Identifier",),
    ids=("Email address", "ID number", "Username"),
    names=(("Full name",), ("First name", "Last name")),
    column="Grade",
    capped=True,
)
BLACKBOARD = Platform(
    title="Blackboard",
    header=lambda of_class, column: [
        *("Last Name", "First Name", "Username"),
        f"{column} [Total Pts: {of_class.most:g} Score]",
    ],
    row=_blackboard,
    form=Form(BYTE_ORDER_MARK),
    ids=("Username", "Student ID"),
    names=(("First Name", "Last Name"),),
    named=re.compile(r"(?P<name>.*?)(?: \[Total Pts.*)?"),
    kept=("Last Name", "First Name", "Username", "Student ID"),
)
D2L = Platform(
    title="D2L Brightspace",
    header=lambda of_class, column: [
        "Username",
        f"{column} Points Grade <Numeric MaxPoints:{of_class.most:g}>",
        "End-of-Line Indicator",
    ],
    row=_d2l,
    numbers=("OrgDefinedId",),
    ids=("Username", "OrgDefinedId", "Email"),
    names=(("First Name", "Last Name"),),
    named=re.compile(r"(?P<name>.*?)(?: Points Grade.*)?"),
    kept=("OrgDefinedId", "Username", "Last Name", "First Name", "Email", "End-of-Line Indicator"),
)
PLATFORMS = {
    "nbgrader": Platform("nbgrader", lambda of_class, column: NBGRADER, _nbgrader),
    "canvas": CANVAS,
    "moodle": MOODLE,
    "blackboard": BLACKBOARD,
    "d2l": D2L,
}
