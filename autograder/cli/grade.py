"""`w2v grade`: grade the submissions in submitted/ into the gradebook."""

import pathlib
from collections.abc import Sequence

import click

from autograder.course import Classroom
from autograder.gradebook import batch

from . import options
from .codes import CALL, MACHINE, OK, WORK, Complaint


@click.command("grade", help="grade the submissions in submitted/ into the gradebook")
@click.argument("students", nargs=-1, metavar="[STUDENT]...")
@options.course
@click.option("--force", is_flag=True, help="grade again what has not changed since")
@options.trust
@click.pass_context
def command(
    ctx: click.Context, students: Sequence[str], root: pathlib.Path, force: bool, trust: bool
) -> None:
    """Grade the submissions of these students, or of all."""
    try:
        is_whole = batch.run(Classroom.around(root), students, force, trust)
    except batch.NothingToGrade as problem:
        raise Complaint(problem, CALL) from problem
    except batch.Broken as problem:
        raise Complaint(problem, MACHINE) from problem
    ctx.exit(OK if is_whole else WORK)
