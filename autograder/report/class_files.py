"""The class's data as files for programs: one JSON object, and a CSV per table."""

import csv
import dataclasses
import io
import json
from collections.abc import Sequence
from typing import Any

from autograder.results.cells import defused

from .class_data import ClassData, Row, Waiting
from .items import Item
from .looks import Look
from .mistakes import Break, Derivations, Mistake
from .pairs import Pair

TABLES = {
    "students": Row,
    "questions": Item,
    "mistakes": Mistake,
    "derivations": Derivations,
    "breaks": Break,
    "waiting": Waiting,
    "submissions": Look,
    "pairs": Pair,
}
NOT_IN_TABLES = "passages"


def as_json(data: ClassData) -> str:
    """Return all of the data as JSON."""
    return json.dumps(dataclasses.asdict(data), ensure_ascii=False, indent=1) + "\n"


def as_csv(data: ClassData) -> dict[str, str]:
    """Return {name of a file: its content}, one file per table."""
    return {f"{name}.csv": _table(getattr(data, name), kind) for name, kind in TABLES.items()}


def _table(rows: Sequence[Any], kind: type) -> str:
    columns = [field.name for field in dataclasses.fields(kind) if field.name != NOT_IN_TABLES]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(getattr(row, name)) for name in columns] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """Return a value as a cell that no spreadsheet runs."""
    if isinstance(value, tuple | list):
        value = " | ".join(map(str, value))
    if isinstance(value, str):
        return defused(value)
    return "" if value is None else value
