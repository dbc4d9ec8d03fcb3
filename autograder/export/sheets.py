"""Write a class's grades as a platform imports them: a new table, or the one that the platform exported."""

import pathlib
from collections.abc import Sequence
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
    place = table.column(
        [assignment] if assignment else [platform.column or of_class.course.title, of_class.course.id]
    )
    found = matching.match(table, [one.person for one in of_class.students])
    students = {one.person.id: one for one in of_class.students}
    lost = [id for id in found.unmatched if students[id].is_handed_in]
    gives_zero = of_class.missing_as_zero and not lost
    rows: list[list[Cell]] = [list(table.header)]
    for number, row in enumerate(table.rows):
        one = students.get(found.rows.get(number, ""))
        rows.append([*row])
        if one is not None and one.is_handed_in:
            rows[-1][place] = platform.grade(of_class, one)
        elif table.is_open(number, place) and gives_zero:
            rows[-1][place] = 0.0
    kept = table.kept(place)
    absent = [
        table.name(i) for i in range(len(table.rows)) if i not in found.rows and table.is_open(i, place)
    ]
    notes = [*_left_out(found, lost, of_class.missing_as_zero), *_absent([] if gives_zero else absent)]
    people = {id: table.person(number, students[id].person) for number, id in found.rows.items()}
    return Sheet(
        [[row[i] for i in kept] for row in rows],
        form,
        people,
        (*notes, *_other_maximum(table.maximum(place), of_class)),
    )


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
