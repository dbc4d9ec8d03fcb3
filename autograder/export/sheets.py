"""Write a class's grades as a platform imports them: a new table, or the one that the platform exported."""

import pathlib
from collections.abc import Sequence
from dataclasses import dataclass

from . import roster, spreadsheet
from .grades import Marks, Person, Standing
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


def new(marks: Marks, platform: Platform, assignment: str | None) -> Sheet:
    """Make a table of all who are in the class."""
    column = platform.column or assignment or marks.course.title
    rows = [platform.header(marks, column), *platform.before(marks, column)]
    rows += [platform.row(marks, one) for one in marks.standings]
    return Sheet(rows, platform.form, {one.person.id: one.person for one in marks.standings})


def filled(marks: Marks, platform: Platform, assignment: str | None, path: pathlib.Path) -> Sheet:
    """Fill the grades into the table that the platform exported, and return it in the same form.

    Of a table with other columns of grades only this one goes back: the others may have changed since.
    Raises Unreadable.
    """
    (header, *rows), form = spreadsheet.read(path)
    wanted = [assignment] if assignment else [platform.column or marks.course.title, marks.course.id]
    place = roster.grade_column(header, platform, wanted)
    rows = [[*row, *[""] * (len(header) - len(row))] for row in rows]
    found = roster.match(header, rows, [one.person for one in marks.standings], platform)
    kept = [i for i, title in enumerate(header) if not platform.kept or i == place or title in platform.kept]
    standings = {one.person.id: one for one in marks.standings}
    table: list[Sequence[Cell]] = [[header[i] for i in kept]]
    for number, row in enumerate(rows):
        one = standings.get(found.rows.get(number, ""))
        cells: list[Cell] = list(row)
        if one is not None:
            cells[place] = platform.grade(marks, one)
        elif roster.is_student(row):
            cells[place] = None
        table.append([cells[i] for i in kept])
    people = {
        id: _as_named(header, rows[number], standings[id], platform) for number, id in found.rows.items()
    }
    notes = (*_left_out(found, standings), *_other_maximum(rows, place, marks))
    return Sheet(table, form, people, notes)


def _left_out(found: roster.Matched, standings: dict[str, Standing]) -> list[str]:
    """Say who is in no row of the roster, though there is something to enter."""
    missing = [id for id in found.unmatched if standings[id].is_graded]
    said = [f"not in the roster: {', '.join(missing)}"] if missing else []
    return said + [f"{claim}: their grade is entered nowhere" for claim in found.claimed]


def _other_maximum(rows: Sequence[Sequence[str]], place: int, marks: Marks) -> list[str]:
    """Say where the platform has another maximum than the course."""
    said = next((row[place] for row in rows if row[0].strip().casefold() == roster.NOBODY[0]), "")
    try:
        is_other = bool(said.strip()) and float(said) != marks.most
    except ValueError:  # "(read only)"
        is_other = False
    most = f"the course has {points(marks.most)} without the bonus"
    return [f"the platform's maximum is {said.strip()}, {most}: points are not converted"] if is_other else []


def _as_named(header: Sequence[str], row: Sequence[str], one: Standing, platform: Platform) -> Person:
    """Return a student under the number, name and address that the platform's own table gives."""
    cells = dict(zip((title.strip() for title in header), row, strict=True))
    number = next((digits for name in platform.numbers if (digits := roster.digits(cells.get(name, "")))), "")
    first, last = next(
        (
            (cells[parts[0]], cells[parts[1]] if len(parts) > 1 else "")
            for parts in platform.names
            if all(part in cells for part in parts)
        ),
        (one.person.first, one.person.last),
    )
    id = f"{one.person.name}-{number}" if number else one.person.id
    return Person(id, first.strip(), last.strip(), cells.get("Email address", "").strip() or one.person.email)
