"""Write one page per student: points, the program's messages, comments, the student's own answers.

A page is one file, and needs no network.
"""

import logging
import pathlib
import re
from collections.abc import Collection
from html import escape
from typing import Any

from markupsafe import Markup

from autograder.answers import body, formulas_of
from autograder.course import Classroom, Course
from autograder.gradebook import graded_cells, records, showing
from autograder.gradebook.illustrations import Embedded
from autograder.intake import Refused, printable, proper_id
from autograder.results.pages import page

from .graded import NothingGraded, cells_of, comments_of, grades_of, sheets_in, submissions

LOG = logging.getLogger(__name__)
COMMENT = re.compile(r"(?<!\\)%.*")  # of LaTeX


class PagesMissing(Exception):
    """Some pages could not be made. `failed`: {student: why}; `written`: how many others there are."""

    def __init__(self, written: int, failed: dict[str, str]) -> None:
        super().__init__(", ".join(failed))
        self.written, self.failed = written, failed


def write(classroom: Classroom, out: pathlib.Path, students: Collection[str] = ()) -> dict[str, pathlib.Path]:
    """Write <student>.html for these students, or for all; return {student: page}.

    Raises NothingGraded; and PagesMissing at the end, where a page could not be made.
    """
    with submissions(classroom) as found:
        graded = {name: s for name, s in found.items() if classroom.autograded(name).is_dir()}
        missing = sorted(set(students) - graded.keys())
        if not graded and not missing:
            missing = ["anybody"]
        if missing:
            raise NothingGraded(f"nothing is graded of {', '.join(missing)}: `w2v grade` comes first")
        out.mkdir(parents=True, exist_ok=True)
        pages: dict[str, pathlib.Path] = {}
        failed: dict[str, str] = {}
        for name in sorted(students or graded):
            try:
                path = out / f"{proper_id(name)}.html"
                path.write_text(student_page(graded[name], classroom, name), "utf-8")
                pages[name] = path
            except Refused as problem:
                failed[name] = str(problem)
            except Exception as problem:  # ours; the others get their pages all the same
                LOG.exception("no page for %s", printable(name))
                failed[name] = f"the program fails at it ({type(problem).__name__})"
        if failed:
            raise PagesMissing(len(pages), failed)
        return pages


def student_page(submission: Any, classroom: Classroom, student: str) -> str:
    """Return the page of one submission in the gradebook."""
    showing.new_page(Embedded(classroom.autograded(student)))
    course = classroom.course
    grades, comments = grades_of(submission), comments_of(submission)
    sheets = sheets_in(classroom.autograded(student))
    cells = cells_of(sheets)
    parts = {
        question.id: [
            _part(course, cells[id], kind, grades[id], comments.get(id))
            for id, kind, _ in question.cells
            if id in cells and id in grades
        ]
        for question in course.catalogue
    }
    return page(
        "student_page.html",
        course=course,
        student=submission.student,
        points=submission.score - submission.late_submission_penalty,
        most=submission.max_score,
        late=submission.late_submission_penalty,
        waiting=sum(grade.needs_manual_grade for grade in grades.values()),
        notebooks={name: _heading(sheet) for name, sheet in sheets_in(classroom.release).items()},
        questions=[question for question in course.catalogue if parts[question.id]],
        parts=parts,
    )


def _heading(sheet: Any) -> str:
    """Return a released notebook's title: in a student's, the first cell may be gone or changed."""
    return str(sheet.cells[0].source.splitlines()[0].strip("# "))


def _part(course: Course, cell: Any, kind: str, grade: Any, comment: str | None) -> dict[str, Any]:
    """Return one graded cell, ready to be shown."""
    show = {"check": _code, "answer": _final_line, "written": _written}[kind]
    return {
        "points": None if grade.needs_manual_grade else grade.score,
        "most": grade.max_score,
        "extra": grade.extra_credit or 0,
        "html": Markup(show(cell, course)),
        "comment": Markup(showing.text(comment)) if comment else None,
    }


def _code(cell: Any, course: Course) -> str:
    record = records.of(cell)
    return f"<pre>{escape(graded_cells.said(record))}</pre>" if record else ""


def _final_line(cell: Any, course: Course) -> str:
    """Show what was written and how it was understood, typeset, and the verdict on it."""
    record = records.of(cell)
    if record is None or record.verdict is None or record.blank:
        return "<pre>No answer was given.</pre>"
    verdict = record.verdict
    written = COMMENT.sub("", body(cell.source)).strip().strip("$")
    left = formulas_of(course)[verdict.formula].left
    shown = showing.formula(f"{left} = {written}", block=True) if written else ""
    if verdict.understood and not verdict.is_right:
        shown += f"<p>understood as {showing.formula(verdict.understood)}</p>"
    return f"{shown}<pre>{escape(graded_cells.decision(record))}</pre>"


def _written(cell: Any, course: Course) -> str:
    """Show the student's answer, typeset."""
    if course.catalogue.is_blank(cell.source):
        return "<p>No answer was given.</p>"
    part = records.derivation_of(cell)
    marks = f"<h4>Row by row</h4>{showing.derivation(part)}" if part and part.rows else ""
    return showing.text(cell.source, cell.get("attachments", {})) + marks
