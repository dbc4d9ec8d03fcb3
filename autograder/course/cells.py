"""Cells of notebooks, as nbgrader knows them."""

from typing import Any


def grade_id(cell: Any) -> str:
    """Return a cell's id in the gradebook; "" where it has none."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id") or "")
