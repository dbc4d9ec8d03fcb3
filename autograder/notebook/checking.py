"""`check("softmax")` in a notebook."""

import os
import pathlib
from collections.abc import Callable, Iterable, Iterator, Sequence

from autograder.checks.checker import Checker, Interrupted
from autograder.checks.diagnosis import smallest
from autograder.checks.oracle import SEEDS
from autograder.course import Course, CourseError, Question, UnknownQuestion, course_at
from autograder.results.result import FAILED, PASSED, Result
from autograder.sandbox.caller import CannotCheck

from .local import local_checker
from .shown import Note, Report

EXECUTED_BY = "NBGRADER_EXECUTION"  # which of nbgrader's programs runs this notebook, if one does
STUBBORN = 3  # failures of one check in a row, after which the smallest failing input is shown
# (question, check): how often it has failed without passing in between
_in_a_row: dict[tuple[str, str], int] = {}


Named = str | Callable[..., object] | Iterable["Named"]
"""A question: its id, in capitals or not; a function that it asks for, or its name; or several of these."""


def check(*ids: Named, seed: int | None = None) -> Report | Note:
    """Check your code for these questions (all, if none is named) and say what is found.

    Your files are read again by themselves when you have saved them. `seed` picks one of the recorded
    draws, to see a failure again. These points are for you; what counts is graded elsewhere.
    """
    executed_by = os.environ.get(EXECUTED_BY)
    if executed_by == "autograde":
        raise RuntimeError(
            "graded cells are not executed: run nbgrader where the course's nbgrader_config.py is"
        )
    if seed is not None and seed not in SEEDS:
        return Note(f"There are the recorded draws {', '.join(map(str, SEEDS))}.")
    here = pathlib.Path.cwd()
    try:
        course = course_at(here)
        chosen = list(_meant(ids, course)) or course.catalogue.checked
        checker = local_checker(here, course, SEEDS if seed is None else (seed,))
        unchecked = [question for question in chosen if not question.checks]
        if unchecked:
            return Note(_without_code(unchecked))
        report = _report(chosen, checker)
    except (UnknownQuestion, CannotCheck, CourseError, Interrupted) as problem:
        return Note(str(problem))
    if executed_by and any(result.status != PASSED for result in report.results):
        raise AssertionError(repr(report))  # nbgrader's Validate button looks for exceptions
    return report


def _meant(ids: Iterable[Named], course: Course) -> Iterator[Question]:
    """Iterate over the questions that are named. Raises UnknownQuestion."""
    for named in ids:
        if not isinstance(named, str) and isinstance(named, Iterable):
            yield from _meant(named, course)
            continue
        name = named if isinstance(named, str) else getattr(named, "__name__", repr(named))
        id = name.strip().lower().replace("_", "-")
        known = course.catalogue.owner_of(name.strip())
        yield known or course.catalogue[id if any(id == q.id for q in course.catalogue) else name]


def _without_code(questions: Sequence[Question]) -> str:
    ids = ", ".join(question.id for question in questions)
    has_formula = any(question.formulas for question in questions)
    lines = "; its final line is checked by the cell that begins with %%answer" if has_formula else ""
    return f"{ids}: answered in writing and read by a person{lines}. There is no code to check."


def _report(chosen: Sequence[Question], checker: Checker) -> Report:
    results = [result for question in chosen for result in checker.results(question.id)]
    return Report(results, what_next(chosen[0], results, checker) if len(chosen) == 1 else "")


def what_next(question: Question, results: Sequence[Result], checker: Checker) -> str:
    """Say after a pass what comes next.

    After the third failure in a row, give the smallest input that fails.
    """
    for result in results:
        key = result.question, result.check
        failed = result.status == FAILED and not result.unwritten
        _in_a_row[key] = _in_a_row.get(key, 0) + 1 if failed else 0
    if all(result.status == PASSED for result in results):
        return _next_question(question, checker.course)
    is_stubborn = any(_in_a_row[result.question, result.check] >= STUBBORN for result in results)
    if not is_stubborn or checker.table is None:
        return ""
    return smallest.example(checker.course, question.id, checker.caller, checker.interface, checker.table)


def _next_question(question: Question, course: Course) -> str:
    after = course.catalogue.following(question.id)
    if after is None:
        return "That was the last question."
    needs = f" It builds on {', '.join(after.needs)}." if after.needs else ""
    return f"Next: {after.title} ({after.id}, in {after.notebook}).{needs}"
