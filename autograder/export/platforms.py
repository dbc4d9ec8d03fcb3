"""What each platform imports: its columns, how it names people, and what it does with bonus points."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .grades import Marks, Person, Standing
from .spreadsheet import BYTE_ORDER_MARK, PLAIN, Cell, Form

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
    header: Callable[[Marks, str], Sequence[Cell]]
    row: Callable[[Marks, Standing], Sequence[Cell]]
    before: Callable[[Marks, str], Sequence[Sequence[Cell]]] = lambda marks, column: ()
    form: Form = PLAIN
    numbers: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()
    column: str = ""
    named: re.Pattern[str] = re.compile(r"(?P<name>.*)")
    kept: tuple[str, ...] = ()
    capped: bool = False

    def grade(self, marks: Marks, standing: Standing) -> float | None:
        """Return the number for somebody's grade; None where there is none."""
        if not standing.is_graded:
            return None
        return regular(marks, standing) if self.capped else standing.points


def regular(marks: Marks, standing: Standing) -> float:
    """Return the points that count towards the maximum."""
    return min(marks.most, max(0.0, standing.points - standing.bonus))


def number_of(person: Person) -> str:
    """Return the number that a student has in the platform from which the work was collected; or nothing."""
    found = NUMBER.search(person.id)
    return found[1] if found else ""


NBGRADER = (
    "assignment duedate timestamp student_id last_name first_name email "
    "raw_score late_submission_penalty score max_score"
).split()


def _nbgrader(marks: Marks, one: Standing) -> Sequence[Cell]:
    person = one.person
    scores: list[Cell] = [one.raw, one.penalty, one.points] if one.is_graded else [None, None, None]
    about = marks.course.id, marks.duedate, one.at, person.id, person.last, person.first, person.email
    return [*about, *scores, marks.most]


def _canvas(marks: Marks, one: Standing) -> Sequence[Cell]:
    person = one.person
    number = number_of(person)
    return [person.name, number, "" if number else person.id, "", CANVAS.grade(marks, one)]


def _moodle(marks: Marks, one: Standing) -> Sequence[Cell]:
    person = one.person
    number = number_of(person)
    who = [f"Participant {number}" if number else "", person.name, person.email]
    return [*who, MOODLE.grade(marks, one), marks.most, None, None]


def _blackboard(marks: Marks, one: Standing) -> Sequence[Cell]:
    person = one.person
    return [person.last, person.first, person.id, BLACKBOARD.grade(marks, one)]


def _d2l(marks: Marks, one: Standing) -> Sequence[Cell]:
    return [f"#{one.person.id}", D2L.grade(marks, one), "#"]


CANVAS = Platform(
    title="Canvas",
    header=lambda marks, column: ["Student", "ID", "SIS Login ID", "Section", column],
    before=lambda marks, column: [["    Points Possible", "", "", "", marks.most]],
    row=_canvas,
    form=Form(BYTE_ORDER_MARK),
    numbers=("ID",),
    ids=("SIS Login ID", "SIS User ID", "Integration ID"),
    names=(("Student",), ("FirstName", "LastName")),
    named=re.compile(r"(?P<name>.*?)(?: \(\d+\))?"),
    kept=(
        "Student",
        "LastName",
        "FirstName",
        "ID",
        "SIS User ID",
        "SIS Login ID",
        "Integration ID",
        "Root Account",
        "Section",
    ),
)
MOODLE = Platform(
    title="Moodle",
    header=lambda marks, column: [
        "Identifier",
        "Full name",
        "Email address",
        column,
        "Maximum Grade",
        "Last modified (grade)",
        "Feedback comments",
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
    header=lambda marks, column: [
        "Last Name",
        "First Name",
        "Username",
        f"{column} [Total Pts: {marks.most:g} Score]",
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
    header=lambda marks, column: [
        "Username",
        f"{column} Points Grade <Numeric MaxPoints:{marks.most:g}>",
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
    "nbgrader": Platform("nbgrader", lambda marks, column: NBGRADER, _nbgrader),
    "canvas": CANVAS,
    "moodle": MOODLE,
    "blackboard": BLACKBOARD,
    "d2l": D2L,
}
