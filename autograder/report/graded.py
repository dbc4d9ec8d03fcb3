"""Read what was graded: submissions from the gradebook, cells with their records from the notebooks."""

import contextlib
import pathlib
from collections.abc import Iterator
from typing import Any

import nbformat
from nbgrader.api import Gradebook

from autograder.course import Classroom


class NothingGraded(Exception):
    """There is no graded submission to write about; the text says what to do."""


@contextlib.contextmanager
def submissions(classroom: Classroom) -> Iterator[dict[str, Any]]:
    """Give {student: nbgrader's submission}, in order of the names. Raises NothingGraded."""
    if not (classroom.root / "gradebook.db").is_file():
        raise NothingGraded(f"there is no gradebook in {classroom.root}: `w2v grade` makes it")
    with Gradebook(f"sqlite:///{classroom.root}/gradebook.db") as gradebook:
        found = {s.student.id: s for s in gradebook.find_assignment(classroom.course.id).submissions}
        yield dict(sorted(found.items()))


def grades_of(submission: Any) -> dict[str, Any]:
    """Return {grade_id: nbgrader's grade}."""
    return {grade.name: grade for notebook in submission.notebooks for grade in notebook.grades}


def comments_of(submission: Any) -> dict[str, str]:
    """Return {grade_id: a grader's comment}."""
    return {c.name: c.comment for notebook in submission.notebooks for c in notebook.comments if c.comment}


def sheets_in(folder: pathlib.Path) -> dict[str, Any]:
    """Return {notebook: its graded form}."""
    return {
        path.stem: nbformat.read(path, as_version=4)
        for path in sorted(folder.glob("*.ipynb"))
        if path.is_file()
    }


def cells_of(sheets: dict[str, Any]) -> dict[str, Any]:
    """Return {grade_id: cell} of all notebooks."""
    found = {}
    for sheet in sheets.values():
        for cell in sheet.cells:
            id = cell.metadata.get("nbgrader", {}).get("grade_id")
            if id:
                found[id] = cell
    return found
