"""One page a student, one file: points, the program's messages, comments, the student's own answers; it needs no network."""

import html
import re

import nbformat

from .. import safe_html
from ..answers import body
from ..answers._course import formulas
from ..catalogue import formula_of, questions
from ..course import ASSIGNMENT
from ..release import BLANK_ANSWER, BLANKS
from .mathml import typeset
from .page import TEMPLATE

CHECK, LINE, WRITTEN = "check", "answer", "written"
UNDERSTOOD = re.compile(r"understood +(.*)((?:\n.*)*)")


class NothingGraded(Exception):
    """There is no graded submission to write about; the text says what to do."""


def write(course, out, students=()):
    """Writes <student>.html to `out` for these students, or for all; returns {student: page}. Raises NothingGraded."""
    from nbgrader.api import Gradebook

    if not (course.root / "gradebook.db").is_file():
        raise NothingGraded(f"there is no gradebook in {course.root}: `w2v grade` makes it")
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        found = {s.student.id: s for s in gradebook.find_assignment(ASSIGNMENT).submissions}
        graded = {name: s for name, s in found.items() if _graded(course, name).is_dir()}
        if missing := set(students) - graded.keys() or not graded and {"anybody"}:
            raise NothingGraded(f"nothing is graded of {', '.join(sorted(missing))}: `w2v grade` comes first")
        out.mkdir(parents=True, exist_ok=True)
        pages = {}
        for name in sorted(students or graded):
            pages[name] = out / f"{name}.html"
            pages[name].write_text(page(graded[name], _graded(course, name)), "utf-8")
        return pages


def _graded(course, student):
    return course.root / "autograded" / student / ASSIGNMENT


def page(submission, folder):
    """The page of one submission in the gradebook, whose autograded notebooks are in `folder`."""
    grades = {grade.name: grade for notebook in submission.notebooks for grade in notebook.grades}
    comments = {c.name: c.comment for notebook in submission.notebooks for c in notebook.comments if c.comment}
    sheets = {path.stem: nbformat.read(path, as_version=4) for path in sorted(folder.glob("*.ipynb"))}
    cells = {id: cell for sheet in sheets.values() for cell in sheet.cells if (id := cell.metadata.get("nbgrader", {}).get("grade_id"))}
    parts = {
        q.id: [_part(id, kind, cells[id], grades[id], comments.get(id)) for id, kind, _ in q.cells if id in cells and id in grades]
        for q in questions().values()
    }
    return TEMPLATE.get_template("feedback.html").render(
        student=submission.student,
        points=submission.score - submission.late_submission_penalty,
        most=submission.max_score,
        late=submission.late_submission_penalty,
        waiting=sum(grade.needs_manual_grade for grade in grades.values()),
        notebooks={name: _heading(sheet) for name, sheet in sheets.items()},
        questions=[q for q in questions().values() if parts[q.id]],
        parts=parts,
    )


def _heading(sheet):
    """A notebook's own title."""
    return sheet.cells[0].source.splitlines()[0].strip("# ")


def _part(id, kind, cell, grade, comment):
    """One graded cell, ready to be shown."""
    shown = {CHECK: _code, LINE: _final_line, WRITTEN: _written}[kind](id, cell)
    return {
        "points": None if grade.needs_manual_grade else grade.score,
        "most": grade.max_score,
        "extra": grade.extra_credit or 0,
        "html": shown,
        "comment": safe_html.page(comment) if comment else None,
    }


def _code(id, cell):
    return f"<pre>{html.escape(_said(cell))}</pre>"


def _final_line(id, cell):
    """What was written as the final line and how it was understood, typeset, and the verdict on it."""
    left = formulas()[formula_of(id)].left
    written = "" if cell.source == BLANKS[id] else _uncommented(body(cell.source))
    shown = typeset(f"{left} = {written}", block=True) if written else ""
    found = UNDERSTOOD.match(_said(cell))
    if found and "\nright " not in found[2]:
        shown += f"<p>understood as {typeset(found[1])}</p>"
    return f"{shown}<pre>{html.escape((found[2] if found else _said(cell)).strip())}</pre>"


def _uncommented(latex):
    return re.sub(r"(?<!\\)%.*", "", latex).strip().strip("$")


def _written(id, cell):
    """The student's answer, typeset; nothing for a blank one."""
    if cell.source == BLANK_ANSWER:
        return "<p>No answer was given.</p>"
    return safe_html.page(cell.source, cell.get("attachments", {}))


def _said(cell):
    """What the program said of a cell."""
    return "".join(output.text for output in cell.outputs if output.output_type == "stream").strip()
