"""One student's page: what they have, what to look at next, and every answer with what was said of it.

A page is one file, and needs no network.
"""

import pathlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from autograder.answers import body, formulas_of
from autograder.course import Course, Question
from autograder.gradebook import records, showing
from autograder.gradebook.illustrations import Embedded
from autograder.gradebook.records import Record
from autograder.intake import proper_id
from autograder.results import derivations, final_lines, html
from autograder.results.pages import page
from autograder.results.words import counted

from .next_steps import next_steps
from .sheets import Cell, cells_of, sheets_in
from .standing import Points, Standing
from .typeset import sentence

COMMENT = re.compile(r"(?<!\\)%.*")  # of LaTeX
NO_ANSWER = Markup('<p class="faint">No answer was given.</p>')


@dataclass(frozen=True)
class Work:
    """One student's graded work. folder: the graded notebooks. headings: {notebook: its title}.

    notes: what grading put right or did not read. refused: why a later hand-in is not graded.
    """

    course: str
    folder: str
    standing: Standing
    headings: Mapping[str, str]
    notes: Sequence[str] = ()
    refused: str = ""


@dataclass(frozen=True)
class Sum:
    """The points of a notebook. Shares are of the width of its bar; the rest is lost."""

    name: str
    title: str
    got: float
    most: float
    waiting: float

    @property
    def shares(self) -> list[tuple[str, float]]:
        most = self.most or 1
        return [("full", 100 * self.got / most), ("wait", 100 * self.waiting / most)]


def student_page(work: Work) -> str:
    """Return the page of one student. Raises Refused, where the name is none for a file."""
    proper_id(work.standing.student)
    folder = pathlib.Path(work.folder)
    showing.new_page(Embedded(folder))
    course, standing = Course.read(pathlib.Path(work.course)), work.standing
    cells = cells_of(sheets_in(folder))
    parts = {
        question.id: [
            _part(course, cells[id], kind, standing.cells[id], standing.comments.get(id))
            for id, kind, _ in question.cells
            if id in cells and id in standing.cells
        ]
        for question in course.catalogue
    }
    questions = [question for question in course.catalogue if parts[question.id]]
    return page(
        "student_page.html",
        course=course,
        standing=standing,
        work=work,
        sums=[_sum(work, name, questions) for name in work.headings],
        steps=next_steps(course.catalogue, cells, standing),
        questions=questions,
        parts=parts,
        sentence=sentence,
    )


def _sum(work: Work, notebook: str, questions: Sequence[Question]) -> Sum:
    ids = [id for q in questions if q.notebook == notebook for id, _, _ in q.cells]
    cells = [work.standing.cells[id] for id in ids if id in work.standing.cells]
    got = sum((cell.got or 0) + cell.extra for cell in cells)
    waiting = sum(cell.most for cell in cells if cell.got is None)
    return Sum(notebook, work.headings[notebook], got, sum(cell.most for cell in cells), waiting)


def _part(course: Course, cell: Cell, kind: str, points: Points, comment: str | None) -> dict[str, Any]:
    """Return one graded cell, ready to be shown."""
    show = {"check": _code, "answer": _final_line, "written": _written}[kind]
    return {
        "points": points.got,
        "most": points.most,
        "extra": points.extra,
        "html": show(cell, course),
        "comment": Markup(showing.text(comment)) if comment else None,
    }


def _code(cell: Cell, course: Course) -> Markup:
    """Show the results as `check(...)` shows them in the notebook."""
    record = records.of(cell)
    if record is None:
        return Markup("")
    unclear = ""
    if record.undecided:
        unclear = (
            f"{counted(record.undecided, 'point')} could not be checked: that is no verdict, "
            "and a person may give them."
        )
    return Markup(html.render(record.results, unclear, is_styled=False))


def _final_line(cell: Cell, course: Course) -> Markup:
    """Show what was written and how it was understood, typeset, and the verdict on it."""
    record = records.of(cell)
    if record is None or record.verdict is None or record.blank:
        return NO_ANSWER
    verdict = record.verdict
    written = COMMENT.sub("", body(cell["source"])).strip().strip("$")
    left = formulas_of(course)[verdict.formula].left
    shown = Markup(showing.formula(f"{left} = {written}", block=True) if written else "")
    if verdict.understood and not verdict.is_right:
        shown += Markup("<p>Understood as {}</p>").format(Markup(showing.formula(verdict.understood)))
    return shown + _verdict(record)


def _verdict(record: Record) -> Markup:
    assert record.verdict is not None  # there is one for every final line
    verdict = record.verdict
    said = sentence(verdict.message.removeprefix("Right.").strip())
    about = f" ({verdict.convention})" if verdict.convention else ""
    decides = "" if record.points is not None else " The program gives no verdict: a person decides."
    mark = final_lines.MARKS[verdict.verdict]
    return Markup('<p class="verdict {}"><strong>{}</strong>{} {}{}</p>').format(
        verdict.verdict, mark, about, said, decides
    )


def _written(cell: Cell, course: Course) -> Markup:
    """Show the student's answer, typeset, and its rows with their marks."""
    if course.catalogue.is_blank(cell["source"]):
        return NO_ANSWER
    shown = Markup(showing.text(cell["source"], cell.get("attachments", {})))
    part = records.derivation_of(cell)
    if part and part.rows:
        rows = derivations.html([part], typeset=showing.formula, is_styled=False)
        shown += Markup("<h4>Row by row</h4>{}").format(Markup(rows))
    return shown
