"""Give graded cells the program's findings, as data and as text, and the points, in place of running them."""

from collections.abc import Mapping, Sequence
from typing import Any

from nbformat.v4 import new_output

from autograder.course import Course
from autograder.results import final_lines, text
from autograder.results.result import Result
from autograder.results.verdict import Verdict
from autograder.results.words import counted
from autograder.sandbox import tiers

from . import records
from .grading import GradingError
from .records import Record


def fill(
    sheet: Any,
    course: Course,
    results: Mapping[str, Sequence[Result]],
    verdicts: Mapping[str, Verdict],
    derivations: Mapping[str, Mapping[str, Any]],
    tier: str,
) -> None:
    """Give each graded cell what the grader found, in place of running it. Raises GradingError."""
    for cell in sheet.cells:
        meta = cell.metadata.get("nbgrader", {})
        id = meta.get("grade_id", "")
        if part := derivations.get(id):
            records.put_derivation(cell, part)
        if cell.cell_type != "code" or not meta.get("grade"):
            continue
        if verdict := verdicts.get(id):
            blank = cell.source == course.catalogue.blanks[id]
            mark(cell, Record.of_verdict(verdict, meta.points, blank))
        elif id in results:
            mark(cell, Record.of_results(results[id], tier))
            cell.execution_count = 1
        else:
            raise GradingError(
                f"no checks are known for the graded cell {id!r}: release the assignment again"
            )


def points(cell: Any, is_blank: bool) -> float | None:
    """Return the points of a graded cell; None where a person decides on an answer that was given."""
    record = records.of(cell)
    if record is not None:
        return record.points
    return 0.0 if is_blank else None


def mark(cell: Any, record: Record) -> None:
    """Store a record in a cell, and show it: the text for people, then the points as nbgrader reads them.

    nbgrader reads a float.
    """
    records.put(cell, record)
    cell.outputs = [new_output("stream", name="stdout", text=said(record) + "\n")]
    if record.points is not None:
        data = {"text/plain": repr(record.points)}
        cell.outputs.append(new_output("execute_result", data=data, execution_count=1))


def said(record: Record) -> str:
    """Return a record as text."""
    if record.verdict is None:
        lines = [text.render(record.results)]
        if record.undecided:
            unclear = counted(record.undecided, "point")
            lines.append(f"{unclear} could not be checked: that is no verdict, and a person may give them.")
        return "\n".join([*lines, f"({tiers.PROMISES[record.tier]})"])
    if record.blank:
        return "No answer was given."
    return final_lines.text(record.verdict) + _who_decides(record)


def decision(record: Record) -> str:
    """Return the verdict on a final line as text, and who decides where the program cannot."""
    assert record.verdict is not None  # there is one for every final line
    return final_lines.judgement(record.verdict) + _who_decides(record)


def _who_decides(record: Record) -> str:
    if record.points is not None:
        return ""
    return f"\nThe program gives no verdict: a person decides on {counted(record.max_points, 'point')}."
