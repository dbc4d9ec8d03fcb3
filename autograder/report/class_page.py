"""The demo's page: the class's scores, one student's feedback, and what the course adds."""

import pathlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from autograder.course import Classroom
from autograder.gradebook import graded_cells, records
from autograder.intake import printable
from autograder.results.pages import page
from autograder.results.words import counted

from .graded import cells_of, grades_of, sheets_in, submissions


@dataclass(frozen=True)
class Section:
    """A part that a course adds to the page: a title and HTML, and lines for the terminal."""

    title: str
    html: str
    lines: Sequence[str] = ()

    @property
    def content(self) -> Markup:
        return Markup(self.html)


def write(out: pathlib.Path, classroom: Classroom, sections: Sequence[Section], shown: str) -> pathlib.Path:
    """Write index.html to `out`, with the feedback of the student `shown`; return its path."""
    index = out / "index.html"
    content = page(
        "class_page.html",
        title=classroom.course.title,
        scores=scores(classroom),
        questions=list(classroom.course.catalogue),
        shown=shown,
        lost=lost(classroom, shown),
        sections=sections,
    )
    index.write_text(content, "utf-8")
    return index


def scores(classroom: Classroom) -> list[dict[str, Any]]:
    """Return the scores in the gradebook, a dict per student.

    It has the keys student, points, max_points, waiting and cells: {grade_id: points or None}.
    """
    rows = []
    with submissions(classroom) as found:
        for student, submission in found.items():
            grades = grades_of(submission)
            rows.append(
                {
                    "student": student,
                    "points": submission.score,
                    "max_points": submission.max_score,
                    "waiting": sum(grade.needs_manual_grade for grade in grades.values()),
                    "cells": {name: grade.auto_score for name, grade in grades.items()},
                }
            )
    return rows


def lost(classroom: Classroom, student: str) -> list[tuple[str, str]]:
    """Return (grade_id, text) of the graded cells of a submission in which points were lost, or are open."""
    found = []
    for id, cell in cells_of(sheets_in(classroom.autograded(student))).items():
        record = records.of(cell)
        if record and (record.points is None or record.points < record.max_points):
            found.append((id, graded_cells.said(record)))
    return found


def summary(classroom: Classroom, sections: Sequence[Section]) -> str:
    """Return the page in a few lines, for the terminal."""
    lines = []
    for row in scores(classroom):
        points = f"{row['points']:>6g} of {row['max_points']:g} points"
        lines.append(f"{printable(row['student']):<8}{points}, {counted(row['waiting'], 'answer')} to read")
    for section in sections:
        lines += ["", *section.lines] if section.lines else []
    return "\n".join(lines)
