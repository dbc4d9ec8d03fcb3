"""How far somebody has come: the points of the program for what lies in a folder, and what is next."""

import json
from dataclasses import dataclass

from .catalogue import answer_cell, questions
from .results import PASSED

DONE, BEGUN, OPEN = "done", "begun", "open"


@dataclass(frozen=True)
class Step:
    """One question: what the program gives, out of how much; points that a person gives, and whether something is written for them."""

    question: object
    state: str
    points: float
    max_points: float
    written: bool = False


def steps(checker, folder):
    """A Step for every question, in course order; notebooks are read as they were saved."""
    sources = saved(folder)
    return [_step(q, checker, sources) for q in questions().values()]


def _step(q, checker, sources):
    from .answers import body, judge
    from .answers._course import formulas
    from .results.verdict import RIGHT

    results = checker.results(q.id) if q.checks else []
    lines = {formula: sources.get(answer_cell(formula), "") for formula in q.formulas}
    right = {formula for formula, source in lines.items() if judge(formulas()[formula], body(source)).verdict == RIGHT}
    points = sum(r.points for r in results) + sum(q.formulas[formula] for formula in right)
    written = _is_written(sources.get(f"{q.id}-written", ""))
    begun = results and not any(r.unwritten for r in results) or written or any(_is_written(source) for source in lines.values())
    finished = all(r.status == PASSED for r in results) and right == set(lines) and (written or not q.written)
    return Step(q, DONE if finished else BEGUN if begun else OPEN, points, q.check_points + q.formula_points, written)


def _is_written(source):
    from .release import BLANK_ANSWER, BLANKS

    return bool(source.strip()) and source not in (BLANK_ANSWER, *BLANKS.values())


def saved(folder):
    """{grade_id: text} of the cells that are answered in a folder's notebooks."""
    found = {}
    for name in sorted({q.notebook for q in questions().values()}):
        try:
            cells = json.loads((folder / f"{name}.ipynb").read_text("utf-8"))["cells"]
        except (OSError, ValueError, KeyError):
            continue
        for cell in cells:
            meta = cell.get("metadata", {}).get("nbgrader", {})
            if meta.get("solution"):
                found[meta["grade_id"]] = "".join(cell["source"])
    return found


def next_step(found):
    """The first question that is not done, None at the end."""
    return next((step for step in found if step.state != DONE), None)
