"""Give graded cells the program's findings, as data and as text, and the points, in place of running them."""

from typing import Any

from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades

from autograder.results import final_lines, text
from autograder.results.words import counted
from autograder.sandbox import tiers

from . import records
from .grading import GradingError
from .records import Record


class TrustedResults(NbGraderPreprocessor):
    """In place of running the notebook, give each graded cell what the grader found from outside."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        course, results = resources["course"], resources["results"]
        for cell in nb.cells:
            id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if part := resources["derivations"].get(id):
                records.put_derivation(cell, part)
            if cell.cell_type != "code" or not cell.metadata.get("nbgrader", {}).get("grade"):
                continue
            if verdict := resources["verdicts"].get(id):
                blank = cell.source == course.catalogue.blanks[id]
                mark(cell, Record.of_verdict(verdict, cell.metadata.nbgrader.points, blank))
            elif id in results:
                mark(cell, Record.of_results(results[id], resources["tier"]))
                cell.execution_count = 1
            else:
                raise GradingError(
                    f"no checks are known for the graded cell {id!r}: release the assignment again"
                )
        return nb, resources


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


class SaveScores(SaveAutoGrades):
    """nbgrader's, except that a final line gets its points here; what cannot be read waits for a person."""

    def _add_score(self, cell: Any, resources: Any) -> None:
        super()._add_score(cell, resources)
        meta = cell.metadata.nbgrader
        record = records.of(cell)
        if record is None or not meta.solution:
            return
        grade = self.gradebook.find_grade(
            meta.grade_id, self.notebook_id, self.assignment_id, self.student_id
        )
        grade.auto_score = record.points
        grade.needs_manual_grade = record.points is None or grade.manual_score is not None
        self.gradebook.db.commit()
