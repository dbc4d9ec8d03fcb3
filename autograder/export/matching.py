"""Whose row of a roster is whose: by number and account first, then by a name that only one has."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .grades import Person
from .names import spellings
from .platforms import number_of
from .roster import Table


@dataclass(frozen=True)
class Matched:
    """Whose row is whose.

    rows: {index of a row: student's id}. unmatched: students who have no row.
    claimed: {student who could be several, or one of several: what to say}.
    """

    rows: dict[int, str]
    unmatched: tuple[str, ...]
    claimed: dict[str, str]


def match(table: Table, people: Iterable[Person]) -> Matched:
    """Find each student's row: by number and account first, then by a name that only one has."""
    left = {person.id: person for person in people}
    open_rows = {number for number in range(len(table.rows)) if table.is_student(number)}
    found: dict[int, str] = {}
    claimed: dict[str, str] = {}
    ways: Sequence[tuple[Callable[[int], set[str]], Callable[[Person], set[str]]]] = (
        (table.accounts, _own_accounts),
        (table.spellings, _own_spellings),
    )
    for of_row, of_person in ways:
        pairs, several = _pairs(
            {number: of_row(number) for number in open_rows},
            {id: of_person(person) for id, person in left.items()},
        )
        found |= pairs
        claimed |= several
        open_rows -= pairs.keys()
        left = {id: person for id, person in left.items() if id not in pairs.values()}
    return Matched(found, tuple(sorted(left)), {id: said for id, said in claimed.items() if id in left})


def _pairs(
    of_rows: dict[int, set[str]], of_people: dict[str, set[str]]
) -> tuple[dict[int, str], dict[str, str]]:
    """Return the pairs that share a key and share none with others; and {student: why they are no pair}."""
    rows_with: dict[str, set[int]] = {}
    for number, keys in of_rows.items():
        for key in keys:
            rows_with.setdefault(key, set()).add(number)
    places = {id: set().union(*(rows_with.get(key, set()) for key in keys)) for id, keys in of_people.items()}
    wanting: dict[int, list[str]] = {}
    for id, numbers in places.items():
        for number in numbers:
            wanting.setdefault(number, []).append(id)
    pairs, several = {}, {id: f"{id} fits {len(them)} rows" for id, them in places.items() if len(them) > 1}
    for number, ids in wanting.items():
        if len(ids) > 1:
            several |= dict.fromkeys(ids, f"{' and '.join(sorted(ids))} fit one row")
        elif ids[0] not in several:
            pairs[number] = ids[0]
    return pairs, several


def _own_accounts(person: Person) -> set[str]:
    number = number_of(person)
    return {person.id.casefold(), person.email.casefold(), f"#{number}" if number else ""} - {""}


def _own_spellings(person: Person) -> set[str]:
    without_number = person.id.removesuffix(f"-{number_of(person)}")
    return spellings(f"{person.first} {person.last}") | spellings(without_number)
