"""What a notebook calls: `check("naive-softmax")`."""

import os
import pathlib

from . import course, smallest
from .sandbox import _course
from .sandbox.in_process import InProcess
from .catalogue import UnknownQuestion, checked_questions, following, question
from .checking import Checker, Interrupted
from .checks.core import CannotCheck
from .oracle import SEEDS, TABLE, Table
from .report import html, text
from .results import FAILED, PASSED


STUBBORN = 3  # failures of one check in a row, after which the smallest failing input is shown
_in_a_row = {}  # (question, check): how often it has failed without passing in between


class Report:
    """Results that show themselves: as a table in Jupyter, as text elsewhere. `after` is said below them."""

    def __init__(self, results, after=""):
        self.results, self.after = results, after

    def __repr__(self):
        return "\n".join(filter(None, [text.render(self.results), self.after]))

    def _repr_html_(self):
        return html.render(self.results, self.after)


class Note(str):
    """A sentence that Jupyter shows without quotes."""

    def __repr__(self):
        return str(self)


def check(*ids, seed=None):
    """Checks your code for these questions (all, if none is named) and says what it finds.

    Your files are read again by themselves when you have saved them. `seed` picks one of the recorded
    draws, to see a failure again. These points are for you; what counts is graded elsewhere.
    """
    executed_by = os.environ.get("NBGRADER_EXECUTION")
    if executed_by == "autograde":
        raise RuntimeError("graded cells are not executed: run nbgrader where the course's nbgrader_config.py lies")
    try:
        chosen = [question(id) for id in ids] or checked_questions()
        checker = local_checker(pathlib.Path.cwd(), SEEDS if seed is None else (seed,))
    except (UnknownQuestion, CannotCheck) as problem:
        return Note(str(problem))
    if seed is not None and seed not in SEEDS:
        return Note(f"There are the recorded draws {', '.join(map(str, SEEDS))}.")
    if unchecked := [q.id for q in chosen if not q.checks]:
        lines = "; its final line is checked by the cell that begins with %%answer" if any(q.formulas for q in chosen) else ""
        return Note(f"{', '.join(unchecked)}: answered in writing and read by a person{lines}. There is no code to check.")
    try:
        results = [result for q in chosen for result in checker.results(q.id)]
        report = Report(results, next_step(chosen[0], results, checker) if len(chosen) == 1 else "")
    except Interrupted as stopped:
        return Note(str(stopped))
    if executed_by and any(result.status != PASSED for result in report.results):
        raise AssertionError(repr(report))  # nbgrader's Validate button looks for exceptions
    return report


def next_step(question, results, checker):
    """After a pass, what comes next; after the third failure in a row, the smallest input that fails."""
    for result in results:
        key = result.question, result.check
        failed = result.status == FAILED and not result.unwritten
        _in_a_row[key] = _in_a_row.get(key, 0) + 1 if failed else 0
    if all(result.status == PASSED for result in results):
        after = following(question.id)
        needs = f" It builds on {', '.join(after.needs)}." if after and after.needs else ""
        return f"Next: {after.title} ({after.id}, in {after.notebook}).{needs}" if after else "That was the last question."
    stubborn = any(_in_a_row[result.question, result.check] >= STUBBORN for result in results)
    return smallest.example(question.id, checker.caller, checker.table) if stubborn else ""


class Progress:
    """How far one has come: drawn in Jupyter, as text elsewhere."""

    def __init__(self, steps):
        self.steps = steps

    def __repr__(self):
        from .report import progress

        return progress.text(self.steps)

    def _repr_html_(self):
        from .report import progress

        return progress.html(self.steps)


def progress():
    """What is done, what is next, and how many points the program would give for what lies here."""
    from .standing import steps

    here = pathlib.Path.cwd()
    try:
        return Progress(steps(local_checker(here, seeds=SEEDS[:1]), here))
    except (CannotCheck, Interrupted) as problem:
        return Note(str(problem))


def local_checker(folder, seeds=SEEDS):
    """A checker of the w2v_lib in `folder`, in this process, against the recorded table."""
    if not (folder / "w2v_lib" / "__init__.py").is_file():
        raise CannotCheck(f"there is no w2v_lib in {folder}: run this where the notebooks and w2v_lib lie")
    table = recorded(folder)
    return Checker(InProcess(folder, _course.LIBRARY, _course.functions()), table, seeds, table=table)


def recorded(folder):
    """The table of expected values that belongs to a folder."""
    return Table(_table(folder))


def _table(folder):
    """The release's table beside the package; the course's own one for the reference in solutions/."""
    beside, released = folder / "w2v_lib" / TABLE, course.Course.around(folder).release / "w2v_lib" / TABLE
    return released if released.is_file() and not beside.is_file() else beside
