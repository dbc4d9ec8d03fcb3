"""The table that a platform has exported: whose row is whose, and which column takes the grade."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from .grades import Person
from .platforms import Platform, number_of
from .spreadsheet import Unreadable

NOBODY = ("points possible", "student, test")  # how rows of Canvas begin that are about no student
POSTING = "Manual Posting"


@dataclass(frozen=True)
class Matched:
    """Whose row is whose. rows: {index of a row: student's id}. unmatched: students who have no row.

    claimed: what to say of those who could be several.
    """

    rows: dict[int, str] = field(default_factory=dict)
    unmatched: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()


def is_student(row: Sequence[str]) -> bool:
    """Tell whether a row is about a student, and not about what is graded."""
    texts = [cell for cell in row if cell.strip()]
    about_columns = row[0].strip().casefold() in NOBODY or all(POSTING in cell for cell in texts)
    return bool(texts) and not about_columns


def grade_column(header: Sequence[str], platform: Platform, wanted: Collection[str]) -> int:
    """Return the place of the column that takes the grade. Raises Unreadable, which names those there are."""
    titles = [title.strip() for title in header]
    plain = [found["name"] if (found := platform.named.fullmatch(title)) else title for title in titles]
    said = " or ".join(repr(name) for name in wanted)
    for name in wanted:
        for names in (titles, plain):
            places = [i for i, other in enumerate(names) if other.casefold() == name.casefold()]
            if len(places) > 1:
                several = ", ".join(titles[i] for i in places)
                raise Unreadable(
                    f"the roster has several columns {said}: name one with --assignment: {several}"
                )
            if places:
                return places[0]
    there = ", ".join(title for title in titles if title and title not in platform.kept)
    raise Unreadable(f"the roster has no column {said}: name one with --assignment. There are: {there}")


def match(
    header: Sequence[str], rows: Sequence[Sequence[str]], people: Iterable[Person], platform: Platform
) -> Matched:
    """Find each student's row: by number and account first, then by a name that only one has."""
    left = {person.id: person for person in people}
    found: dict[int, str] = {}
    claimed: list[str] = []
    open_rows = {i: row for i, row in enumerate(rows) if is_student(row)}
    columns = {title.strip(): i for i, title in enumerate(header)}
    for keys_of_row, keys_of_person in ((_accounts, _own_accounts), (_names, _own_names)):
        of_rows = {i: keys_of_row(row, columns, platform) for i, row in open_rows.items()}
        of_people = {id: keys_of_person(person) for id, person in left.items()}
        pairs, several = _pairs(of_rows, of_people)
        found |= pairs
        claimed += several
        for i, id in pairs.items():
            del open_rows[i], left[id]
    return Matched(found, tuple(sorted(left)), tuple(dict.fromkeys(claimed)))


def name_in(header: Sequence[str], row: Sequence[str], platform: Platform) -> str:
    """Return the name that a row gives, as the platform writes it."""
    columns = {title.strip(): i for i, title in enumerate(header)}
    names = (" ".join(_cell(row, columns, part) for part in parts).strip() for parts in platform.names)
    return next((name for name in names if name), "somebody without a name")


def as_named(header: Sequence[str], row: Sequence[str], person: Person, platform: Platform) -> Person:
    """Return a student under the number, the name and the address that a row gives."""
    columns = {title.strip(): i for i, title in enumerate(header)}
    numbers = (digits(_cell(row, columns, name)) for name in platform.numbers)
    number = next((number for number in numbers if number), "")
    email = _cell(row, columns, "Email address") or person.email
    return Person(f"{person.id}-{number}" if number else person.id, name_in(header, row, platform), "", email)


def _pairs(of_rows: dict[int, set[str]], of_people: dict[str, set[str]]) -> tuple[dict[int, str], list[str]]:
    """Return the pairs that share a key and share none with others; and say who could be several."""
    rows_with: dict[str, set[int]] = {}
    for i, keys in of_rows.items():
        for key in keys:
            rows_with.setdefault(key, set()).add(i)
    wanted = {id: set().union(*(rows_with.get(key, set()) for key in keys)) for id, keys in of_people.items()}
    wanting: dict[int, list[str]] = {}
    for id, places in wanted.items():
        for i in places:
            wanting.setdefault(i, []).append(id)
    pairs = {i: ids[0] for i, ids in wanting.items() if len(ids) == 1 and len(wanted[ids[0]]) == 1}
    several = [f"{id} fits {len(places)} rows" for id, places in wanted.items() if len(places) > 1]
    several += [f"{' and '.join(sorted(ids))} fit one row" for ids in wanting.values() if len(ids) > 1]
    return pairs, several


def _accounts(row: Sequence[str], columns: dict[str, int], platform: Platform) -> set[str]:
    numbers = {digits(_cell(row, columns, name)) for name in platform.numbers}
    ids = {_cell(row, columns, name).lstrip("#").casefold() for name in platform.ids}
    return {f"#{number}" for number in numbers - {""}} | (ids - {""})


def digits(text: str) -> str:
    """Return the number that ends a text such as "Participant 12345"; or nothing."""
    found = re.search(r"\d+$", text.strip())
    return found[0] if found else ""


def _own_accounts(person: Person) -> set[str]:
    number = number_of(person)
    return {person.id.casefold(), person.email.casefold(), f"#{number}" if number else ""} - {""}


def _names(row: Sequence[str], columns: dict[str, int], platform: Platform) -> set[str]:
    return set().union(
        *(_spellings([_cell(row, columns, part) for part in parts]) for parts in platform.names)
    )


def _own_names(person: Person) -> set[str]:
    without_number = person.id.removesuffix(f"-{number_of(person)}")
    return _spellings([person.first, person.last]) | _spellings([without_number])


def _cell(row: Sequence[str], columns: dict[str, int], name: str) -> str:
    place = columns.get(name, len(row))
    return row[place].strip() if place < len(row) else ""


def _spellings(parts: Sequence[str]) -> set[str]:
    """Return a name in letters alone, the first name first and the last name first."""
    text = " ".join(part for part in parts if part)
    plain = unicodedata.normalize("NFKD", text).casefold()
    last, comma, first = plain.partition(",")
    words = re.findall(r"[^\W\d_]+", f"{first} {last}" if comma else plain)
    if not words:
        return set()
    return {"".join(words[i:] + words[:i]) for i in range(len(words))}
