"""Write a class's grades as a platform imports them: a new table, or the one that the platform exported."""

import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import matching, roster, spreadsheet
from .grades import ClassGrades, Person
from .platforms import Platform
from .spreadsheet import Cell, Form, points


@dataclass(frozen=True)
class Sheet:
    """A table of grades, ready to be written.

    people: {student's id: as the platform names them}. notes: what somebody has to look at.
    """

    rows: Sequence[Sequence[Cell]]
    form: Form
    people: dict[str, Person]
    notes: tuple[str, ...] = ()

    def write(self, path: pathlib.Path) -> pathlib.Path:
        return spreadsheet.write(path, self.rows, self.form)


def new(of_class: ClassGrades, platform: Platform, assignment: str | None) -> Sheet:
    """Make a table of all who are in the class."""
    column = platform.column or assignment or of_class.course.title
    rows = [platform.header(of_class, column), *platform.before(of_class, column)]
    rows += [platform.row(of_class, one) for one in of_class.students]
    return Sheet(rows, platform.form, {one.person.id: one.person for one in of_class.students})


def filled(of_class: ClassGrades, platform: Platform, assignment: str | None, path: pathlib.Path) -> Sheet:
    """Fill the grades into the table that the platform exported, and return it in the same form.

    Of a table with other columns of grades only this one goes back: the others may have changed since.
    Raises Unreadable.
    """
    table, form = roster.read(path, platform)
    titles = [assignment] if assignment else [platform.column or of_class.course.title, of_class.course.id]
    place = table.column(titles)
    students = {one.person.id: one for one in of_class.students}
    found = matching.match(table, [one.person for one in of_class.students])
    lost = [id for id in found.unmatched if students[id].is_handed_in]
    open_rows = [i for i in range(len(table.rows)) if table.is_open(i, place)]
    gives_zero = of_class.missing_as_zero and not lost
    entered: dict[int, float | None] = dict.fromkeys(open_rows, 0.0) if gives_zero else {}
    theirs = {i: students[id] for i, id in found.rows.items()}
    entered |= {i: platform.grade(of_class, one) for i, one in theirs.items() if one.is_handed_in}
    absent = [] if gives_zero else [table.name(i) for i in open_rows if i not in theirs]
    notes = [*_left_out(found, lost, of_class.missing_as_zero), *_absent(absent)]
    notes += _other_maximum(table.maximum(place), of_class)
    people = {one.person.id: table.person(i, one.person) for i, one in theirs.items()}
    return Sheet(_rows(table, place, entered), form, people, tuple(notes))


def _rows(table: roster.Table, place: int, entered: Mapping[int, float | None]) -> list[list[Cell]]:
    """Return the table with what is entered in its rows, and with the columns that go back."""
    rows: list[list[Cell]] = [[*row] for row in (table.header, *table.rows)]
    for number, grade in entered.items():
        rows[1 + number][place] = grade
    kept = table.kept(place)
    return [[row[i] for i in kept] for row in rows]


def _left_out(found: matching.Matched, lost: Sequence[str], missing_as_zero: bool) -> list[str]:
    """Say whose grade is entered nowhere."""
    without = [id for id in lost if id not in found.claimed]
    said = [f"not in the roster, so entered nowhere: {', '.join(without)}"] if without else []
    said += dict.fromkeys(f"{found.claimed[id]}: entered nowhere" for id in lost if id in found.claimed)
    if lost and missing_as_zero:
        said.append("no zero is given as long as somebody who handed in has no row: it could be theirs")
    return said


def _absent(names: Sequence[str]) -> list[str]:
    """Say whose row has no grade, and that nothing is known of them."""
    return [f"in the roster, and nothing was handed in: {', '.join(names)}"] if names else []


def _other_maximum(theirs: float | None, of_class: ClassGrades) -> list[str]:
    """Say where the platform has another maximum than the course."""
    if theirs is None or theirs == of_class.most:
        return []
    ours = f"the course has {points(of_class.most)} without the bonus"
    return [f"the platform's maximum is {points(theirs)}, {ours}: points are not converted"]
