"""`derivation("naive-grad-center")` in a notebook: follow what is written in that question's cell."""

import os
import pathlib
import time

from autograder.answers import formulas_of
from autograder.course import CourseError, UnknownQuestion, course_at

from .progress import lacking, saved
from .shown import Note, Rows

OLD = 300  # seconds after which a saved notebook may not be what is on the screen
STALE = " (This is what was saved {} minutes ago: save the notebook to see the newest.)"


def derivation(id: str) -> Rows | Note:
    """Say of each row of a written answer whether it follows from the row before; save the notebook first."""
    from autograder.answers.derivation import of_question  # noqa: PLC0415  it brings the grammar

    here = pathlib.Path.cwd()
    try:
        course = course_at(here)
        question = course.catalogue[id]
    except (UnknownQuestion, CourseError) as problem:
        return Note(str(problem))
    if not question.formulas:
        return Note(f"{id} has no formula that its derivation leads to: a person reads it.")
    lacks = lacking(here, question.notebook)
    if lacks:
        return Note(lacks)
    source = saved(here, course).get(question.written_cell, "")
    if not source.strip() or course.catalogue.is_blank(source):
        return Note(
            f"Nothing is written for {id} yet, in the notebook as it was saved. Save it and try again."
        )
    formulas = formulas_of(course)
    part = of_question(id, [formulas[formula] for formula in question.formulas], source)
    return Rows(part, _age(here, question.notebook))


def _age(folder: pathlib.Path, notebook: str) -> str:
    """Return a remark where the notebook was saved some time ago."""
    try:
        minutes = (time.time() - os.path.getmtime(folder / f"{notebook}.ipynb")) / 60
    except OSError:
        return ""
    return STALE.format(round(minutes)) if minutes * 60 > OLD else ""
