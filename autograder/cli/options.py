"""Options that several commands have."""

import pathlib
from collections.abc import Callable
from typing import Any

import click

from autograder.course import CourseError, course_at

PATH = click.Path(path_type=pathlib.Path)
Option = Callable[[Any], Any]
as_json = click.option("--json", "as_json", is_flag=True, help="print one JSON object")
trust = click.option(
    "--i-trust-these-submissions", "trust", is_flag=True, help="grade without a sandbox where none works"
)
course = click.option(
    "--course",
    "root",
    default=".",
    metavar="DIR",
    type=PATH,
    help="the course's folder (default: this one)",
)


def completed_ids(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the ids of this folder's questions and formulas that begin so, for a shell."""
    try:
        catalogue = course_at().catalogue
    except CourseError:
        return []
    questions = {"formula": catalogue.formulas, "questions": [question.id for question in catalogue.checked]}
    ids = questions.get(parameter.name or "", [question.id for question in catalogue])
    return [id for id in ids if id.startswith(incomplete)]


def out(default: str, metavar: str = "DIR") -> Option:
    """Return the option that says where to write."""
    said = f"where it goes (default: {default})"
    return click.option("--out", default=default, metavar=metavar, type=PATH, help=said)


demo_out = out("build/demo")
