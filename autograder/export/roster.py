"""The table that a platform has exported: what its rows say of people, and which column takes the grade."""

import pathlib
import re
from collections.abc import Collection
from dataclasses import dataclass

from . import spreadsheet
from .grades import Person
from .names import digits, spellings
from .platforms import MAXIMUM, Platform
from .spreadsheet import Form, Unreadable

POSSIBLE = "points possible"
NOBODY = (POSSIBLE, "student, test")  # how rows of Canvas begin that are about no student
POSTING = "Manual Posting"
OF_TITLE = re.compile(r"(?:Total Pts:|MaxPoints:)\D*([\d.]+)")  # the maximum, in a column's title


@dataclass(frozen=True)
class Table:
    """A platform's own table."""

    header: list[str]
    rows: list[list[str]]
    platform: Platform

    def cell(self, number: int, title: str) -> str:
        """Return a cell of a row; nothing where there is no such column."""
        return self.rows[number][self.header.index(title)].strip() if title in self.header else ""

    def is_student(self, number: int) -> bool:
        """Tell whether a row is about a student, and not about what is graded."""
        row = self.rows[number]
        about_columns = row[0].strip().casefold() in NOBODY or all(
            POSTING in cell for cell in row if cell.strip()
        )
        return not about_columns

    def is_open(self, number: int, place: int) -> bool:
        """Tell whether a row is a student's, and the platform has no grade of them."""
        return self.is_student(number) and not self.rows[number][place].strip()

    def column(self, wanted: Collection[str]) -> int:
        """Return the place of the column that takes the grade. Raises Unreadable, naming those there are."""
        named = self.platform.named
        plain = [found["name"] if (found := named.fullmatch(title)) else title for title in self.header]
        said = " or ".join(repr(name) for name in wanted)
        for name in wanted:
            for titles in (self.header, plain):
                places = [i for i, title in enumerate(titles) if title.casefold() == name.casefold()]
                if len(places) > 1:
                    several = ", ".join(self.header[i] for i in places)
                    raise Unreadable(
                        f"the roster has several columns {said}: name one with --assignment: {several}"
                    )
                if places:
                    return places[0]
        there = ", ".join(title for title in self.header if title and title not in self.platform.kept)
        raise Unreadable(f"the roster has no column {said}: name one with --assignment. There are: {there}")

    def kept(self, place: int) -> list[int]:
        """Return the places of the columns that go back."""
        kept = self.platform.kept
        return [i for i, title in enumerate(self.header) if not kept or i == place or title in kept]

    def maximum(self, place: int) -> float | None:
        """Return the platform's maximum; None where the table does not say."""
        in_title = OF_TITLE.search(self.header[place])
        in_rows = [row[place] for row in self.rows if row[0].strip().casefold() == POSSIBLE]
        in_rows += [self.cell(i, MAXIMUM) for i in range(len(self.rows)) if self.is_student(i)]
        for said in [in_title[1] if in_title else "", *in_rows]:
            if re.fullmatch(r"\d+(\.\d+)?", said.strip()):
                return float(said)
        return None

    def name(self, number: int) -> str:
        """Return the name that a row gives, as the platform writes it."""
        names = (" ".join(self.cell(number, part) for part in parts).strip() for parts in self.platform.names)
        return next((name for name in names if name), "somebody without a name")

    def person(self, number: int, known: Person) -> Person:
        """Return a student under the number, the name and the address that a row gives."""
        numbers = (digits(self.cell(number, title)) for title in self.platform.numbers)
        theirs = next((found for found in numbers if found), "")
        email = self.cell(number, "Email address") or known.email
        return Person(f"{known.id}-{theirs}" if theirs else known.id, self.name(number), "", email)

    def accounts(self, number: int) -> set[str]:
        """Return the numbers and accounts of a row."""
        numbers = {digits(self.cell(number, title)) for title in self.platform.numbers}
        ids = {self.cell(number, title).lstrip("#").casefold() for title in self.platform.ids}
        return {f"#{found}" for found in numbers - {""}} | (ids - {""})

    def spellings(self, number: int) -> set[str]:
        """Return the names of a row, in letters alone."""
        names = (" ".join(self.cell(number, part) for part in parts) for parts in self.platform.names)
        return set().union(*map(spellings, names))


def read(path: pathlib.Path, platform: Platform) -> tuple[Table, Form]:
    """Return a platform's own table, and how its file is written. Raises Unreadable."""
    (header, *rows), form = spreadsheet.read(path)
    full = [[*row, *[""] * (len(header) - len(row))][: len(header)] for row in rows]
    return Table([title.strip() for title in header], full, platform), form
