"""`progress()` in a notebook: summarize which questions are done, begun and open."""

import json
import pathlib
from typing import Any

from autograder.answers import body, formulas_of, judge
from autograder.checks.checker import Checker, Interrupted
from autograder.checks.oracle import SEEDS
from autograder.course import Course, CourseError, Question, answer_cell, course_at
from autograder.results.progress import BEGUN, DONE, OPEN, Step
from autograder.results.result import PASSED
from autograder.sandbox.caller import CannotCheck

from .local import local_checker
from .shown import Note, Progress


def progress() -> Progress | Note:
    """Show what is done, what is next, and how many points the program would give.

    It looks at the work in this folder.
    """
    here = pathlib.Path.cwd()
    try:
        course = course_at(here)
        return Progress(steps(local_checker(here, course, seeds=SEEDS[:1]), here), unseen(here, course))
    except (CannotCheck, CourseError, Interrupted) as problem:
        return Note(str(problem))


def steps(checker: Checker, folder: pathlib.Path) -> list[Step]:
    """Return a Step for every question, in course order; notebooks are read as they were saved."""
    sources = saved(folder, checker.course)
    return [_step(question, checker, sources) for question in checker.course.catalogue]


def unseen(folder: pathlib.Path, course: Course) -> list[str]:
    """Return a sentence for each notebook of the course that is not there or cannot be read."""
    return list(filter(None, (lacking(folder, name) for name in sorted(course.catalogue.notebooks))))


def _step(question: Question, checker: Checker, sources: dict[str, str]) -> Step:
    catalogue = checker.course.catalogue
    results = checker.results(question.id) if question.checks else []
    lines = {formula: sources.get(answer_cell(formula), "") for formula in question.formulas}
    right = {id for id, source in lines.items() if _is_right(id, source, checker.course)}
    points = sum(r.points for r in results) + sum(question.formulas[formula] for formula in right)
    written = not catalogue.is_blank(sources.get(question.written_cell, ""))
    begun = bool(results) and not any(r.unwritten for r in results)
    begun = begun or written or not all(map(catalogue.is_blank, lines.values()))
    all_right = all(r.status == PASSED for r in results) and right == set(lines)
    done = all_right and (written or not question.written)
    state = BEGUN if begun else OPEN
    if done:
        state = DONE
    return Step(question, state, points, question.check_points + question.formula_points, written)


def _is_right(formula: str, source: str, course: Course) -> bool:
    if course.catalogue.is_blank(source):
        return False
    return judge(formulas_of(course)[formula], body(source)).is_right


def saved(folder: pathlib.Path, course: Course) -> dict[str, str]:
    """Return {grade_id: text} of the cells that are answered in a folder's notebooks."""
    found = {}
    for name in sorted(course.catalogue.notebooks):
        for cell in _cells(folder, name) or []:
            meta = cell.get("metadata", {}).get("nbgrader", {})
            if meta.get("solution"):
                found[meta["grade_id"]] = "".join(cell["source"])
    return found


def lacking(folder: pathlib.Path, notebook: str) -> str:
    """Say in a sentence that a notebook is not there, or cannot be read; "" if it can."""
    if _cells(folder, notebook) is not None:
        return ""
    if not (folder / f"{notebook}.ipynb").is_file():
        return f"There is no {notebook}.ipynb in {folder} (renamed, or elsewhere?): its answers are not seen."
    return f"{notebook}.ipynb cannot be read as a notebook: its answers are not seen."


def _cells(folder: pathlib.Path, notebook: str) -> list[dict[str, Any]] | None:
    """Return the cells of a notebook as it was saved; None if it cannot be read."""
    try:
        return list(json.loads((folder / f"{notebook}.ipynb").read_text("utf-8"))["cells"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
