"""A source notebook's cells as nbgrader wants them: ids, points, and what is blank."""

from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.answers import formulas_of
from autograder.course import Classroom, Course, Question, answer_cell, grade_id
from autograder.results import final_lines
from autograder.results.words import plural

from .errors import ReleaseError
from .setup_cell import add_setup_cell

SCHEMA = 3  # of nbgrader's metadata
KINDS = {  # part of a question: (suffix of the grade_id, whether it is graded, whether it is a student's)
    "text": ("-text", False, False),
    "check": ("", True, False),
    "written": ("-written", True, True),
}


class ReleaseCells(NbGraderPreprocessor):
    """Turn a source cell's `question` and `part` into nbgrader's metadata, with the catalogue's points."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        name = resources["nbgrader"]["notebook"]
        course = Classroom.around(".", resources["nbgrader"]["assignment"]).course
        for cell in nb.cells:
            cell.source = with_points(cell, course)
            cell.metadata = released(cell, course)
        graded = [
            c.metadata.nbgrader.grade_id for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade")
        ]
        posed = [
            cell[0] for question in course.catalogue if question.notebook == name for cell in question.cells
        ]
        if sorted(graded) != sorted(posed):
            raise ReleaseError(f"{name} has the graded cells {graded}; the catalogue asks for {posed}")
        add_setup_cell(nb, course)
        nb.metadata = {"kernelspec": nb.metadata.kernelspec, "generated_by": "w2v release, from solutions/"}
        return nb, resources


class BlankFormulas(NbGraderPreprocessor):
    """Put the formula's id into the cells from which nbgrader has just cleared the final line."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        blanks = Classroom.around(".", resources["nbgrader"]["assignment"]).course.catalogue.blanks
        for cell in nb.cells:
            cell.source = blanks.get(grade_id(cell), cell.source)
        return nb, resources


def with_points(cell: Any, course: Course) -> str:
    """Return the cell's text, with the catalogue's points where the source says POINTS."""
    id = cell.metadata.get("question")
    if id not in course.catalogue:
        is_language = cell.source == "LANGUAGE"
        return final_lines.folded(course.public_text("language.md")) if is_language else cell.source
    question = course.catalogue[id]
    text = cell.source.replace("POINTS", points_of(question))
    if "SYMBOLS" not in text:
        return text
    formulas = formulas_of(course)
    return text.replace("SYMBOLS", final_lines.may_use([formulas[id].symbols for id in question.formulas]))


def points_of(question: Question) -> str:
    """Say how many points there are, and for what: "4 points: 3 for the derivation, 1 for the final line"."""
    bonus = "bonus " if question.bonus else ""
    said = f"{question.points:g} {bonus}{plural('point', question.points)}"
    line = plural("final line", len(question.formulas))
    parts = {
        "the code": question.check_points,
        "the derivation" if question.formulas else "the answer": question.written,
        f"the {line}": question.formula_points,
    }
    given = {what: points for what, points in parts.items() if points}
    if len(given) > 1:
        said += ": " + ", ".join(f"{points:g} for {what}" for what, points in given.items())
    return said


def released(cell: Any, course: Course) -> dict[str, Any]:
    """Return a released cell's metadata. Raises ReleaseError for a cell that the catalogue does not know."""
    id, part = cell.metadata.get("question"), cell.metadata.get("part")
    catalogue = course.catalogue
    if id is None:
        return {}
    if part == "answer" and id in catalogue.formulas:
        return _metadata(cell, answer_cell(id), True, True, catalogue.formulas[id].formulas[id])
    if id not in catalogue or part not in KINDS:
        raise ReleaseError(f"no question {id!r} with a part {part!r} in the catalogue")
    suffix, grade, solution = KINDS[part]
    points = {grade_id: points for grade_id, _, points in catalogue[id].cells}
    return _metadata(cell, id + suffix, grade, solution, points.get(id + suffix, 0))


def _metadata(cell: Any, id: str, grade: bool, solution: bool, points: float) -> dict[str, Any]:
    meta = {"grade_id": id, "grade": grade, "solution": solution, "locked": not solution, "task": False}
    if grade:
        meta["points"] = points
    return {"nbgrader": meta | {"schema_version": SCHEMA, "cell_type": cell.cell_type}}
