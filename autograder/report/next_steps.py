"""What a student looks at next: the few questions in which most is to be won, with what the program said."""

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.course import Catalogue, Question
from autograder.gradebook import records
from autograder.results.derivations import Part
from autograder.results.result import FAILED, Result
from autograder.results.verdict import Verdict

from .sheets import Cell
from .standing import Points, Standing

MOST = 3


@dataclass(frozen=True)
class Step:
    """One question to look at. lost: points. about: what is asked for. said: what was found."""

    question: Question
    lost: float
    about: str
    said: str
    hint: str = ""


def next_steps(catalogue: Catalogue, cells: Mapping[str, Cell], standing: Standing) -> list[Step]:
    """Return the questions with the most points lost, each with its first failure."""
    found = []
    for question in catalogue:
        steps = [
            step
            for id, _, _ in question.cells
            if id in cells and id in standing.cells
            if (step := _step(question, cells[id], standing.cells[id]))
        ]
        if steps:
            found.append(max(steps, key=lambda step: step.lost))
    order = {step.question.id: place for place, step in enumerate(found)}
    # what another question builds on comes before it, where both are as much worth
    return sorted(found, key=lambda step: (-step.lost, order[step.question.id]))[:MOST]


def _step(question: Question, cell: Cell, points: Points) -> Step | None:
    """Return what to say of a cell in which points were lost; None where there is nothing to say."""
    lost = points.most - (points.got or 0)
    record = records.of(cell)
    if points.got is not None and lost <= 0:
        return None
    if record is not None and record.results:
        return _of_code(question, record.results, lost)
    if record is not None and record.verdict is not None:
        return _of_line(question, record.verdict, lost, record.blank)
    part = records.derivation_of(cell)
    return _of_derivation(question, part) if part is not None and part.breaks else None


def _of_code(question: Question, results: tuple[Result, ...], lost: float) -> Step | None:
    failed = next((result for result in results if result.status == FAILED), None)
    if failed is None:
        return None
    said = failed.message.splitlines()[0] if failed.message else ""
    return Step(question, lost, "" if failed.unwritten else failed.sentence, said, failed.hint or "")


def _of_line(question: Question, verdict: Verdict, lost: float, is_blank: bool) -> Step | None:
    if verdict.is_right:
        return None
    said = "No final line was written." if is_blank else verdict.message
    return Step(question, lost, "The final line.", said)


def _of_derivation(question: Question, part: Part) -> Step:
    """Say which row to look at: it costs nothing by itself, so it comes last."""
    row = part.rows[part.breaks - 1]
    return Step(question, 0, "The derivation, which a person reads.", f"Row {part.breaks}: {row.message}")
