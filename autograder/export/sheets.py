"""Write a class's grades as a platform imports them: a new table, or the one that the platform exported."""

import pathlib
from collections.abc import Sequence
from dataclasses import dataclass

from . import roster, spreadsheet
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
    A grade that the platform has of somebody who handed nothing in here stays. Raises Unreadable.
    """
    (header, *rows), form = spreadsheet.read(path)
    wanted = [assignment] if assignment else [platform.column or of_class.course.title, of_class.course.id]
    place = roster.grade_column(header, platform, wanted)
    rows = [[*row, *[""] * (len(header) - len(row))] for row in rows]
    found = roster.match(header, rows, [one.person for one in of_class.students], platform)
    students = {one.person.id: one for one in of_class.students}
    lost = [id for id in found.unmatched if students[id].is_handed_in]
    kept = [i for i, title in enumerate(header) if not platform.kept or i == place or title in platform.kept]
    table: list[Sequence[Cell]] = [[header[i] for i in kept]]
    absent = []
    for number, row in enumerate(rows):
        cells: list[Cell] = list(row)
        one = students.get(found.rows.get(number, ""))
        if one is not None and one.is_handed_in:
            cells[place] = platform.grade(of_class, one)
        elif roster.is_student(row) and not row[place].strip():
            cells[place] = 0.0 if of_class.missing_as_zero and not lost else None
            absent += [roster.name_in(header, row, platform)] if one is None and cells[place] is None else []
        table.append([cells[i] for i in kept])
    people = {
        id: roster.as_named(header, rows[number], students[id].person, platform)
        for number, id in found.rows.items()
    }
    notes = _left_out(found, lost, absent, of_class.missing_as_zero)
    return Sheet(table, form, people, (*notes, *_other_maximum(rows, place, of_class)))


def _left_out(
    found: roster.Matched, lost: Sequence[str], absent: Sequence[str], missing_as_zero: bool
) -> list[str]:
    """Say whose grade is entered nowhere, and whose row has none."""
    said = [f"not in the roster, so entered nowhere: {', '.join(lost)}"] if lost else []
    said += [f"{claim}: entered nowhere" for claim in found.claimed]
    if lost and missing_as_zero:
        said.append("no zero is given as long as somebody who handed in has no row: it could be theirs")
    return said + ([f"in the roster, and nothing was handed in: {', '.join(absent)}"] if absent else [])


def _other_maximum(rows: Sequence[Sequence[str]], place: int, of_class: ClassGrades) -> list[str]:
    """Say where the platform has another maximum than the course."""
    said = next((row[place] for row in rows if row[0].strip().casefold() == roster.NOBODY[0]), "")
    try:
        is_other = bool(said.strip()) and float(said) != of_class.most
    except ValueError:  # "(read only)"
        is_other = False
    most = f"the course has {points(of_class.most)} without the bonus"
    return [f"the platform's maximum is {said.strip()}, {most}: points are not converted"] if is_other else []
