"""Read graded notebooks as plain JSON: a class has thousands of cells, and each worker reads some."""

import json
import pathlib
from typing import Any

from autograder.course import grade_id

Cell = dict[str, Any]


def sheets_in(folder: pathlib.Path) -> dict[str, list[Cell]]:
    """Return {notebook: its cells}, each with its source as one text."""
    return {path.stem: _cells(path) for path in sorted(folder.glob("*.ipynb")) if path.is_file()}


def _cells(path: pathlib.Path) -> list[Cell]:
    cells: list[Cell] = json.loads(path.read_bytes())["cells"]
    for cell in cells:
        cell["source"] = "".join(cell["source"])
    return cells


def cells_of(sheets: dict[str, list[Cell]]) -> dict[str, Cell]:
    """Return {grade_id: cell} of all notebooks."""
    return {id: cell for cells in sheets.values() for cell in cells if (id := grade_id(cell))}
