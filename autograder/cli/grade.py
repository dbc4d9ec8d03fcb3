"""`w2v grade`: grade the submissions in submitted/ into the gradebook."""

import pathlib
import sys
from collections.abc import Sequence
from typing import Any

import click

from autograder.course import Classroom
from autograder.gradebook import batch, book, ledger

from . import options
from .codes import CALL, MACHINE, OK, WORK, Complaint


@click.command("grade", help="grade the submissions in submitted/ into the gradebook")
@click.argument("students", nargs=-1, metavar="[STUDENT]...")
@options.course
@click.option("--student", "patterns", multiple=True, metavar="GLOB", help="those whose names fit a pattern")
@click.option("--force", is_flag=True, help="grade again what has not changed since")
@click.option(
    "--regrade", is_flag=True, help="grade all again, and show who gains or loses before it is written"
)
@click.option("--yes", is_flag=True, help="with --regrade: write without asking")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="processes (default: one per core)")
@click.option(
    "--scheduler", metavar="ADDRESS", help="a Dask cluster's, tcp://HOST:PORT; `local` starts one here"
)
@click.option("--resume", is_flag=True, help="go on with the last call, which was interrupted")
@options.trust
@click.pass_context
def command(
    ctx: click.Context,
    students: Sequence[str],
    root: pathlib.Path,
    patterns: Sequence[str],
    workers: int | None,
    **how: Any,
) -> None:
    """Grade the submissions of these students, or of all."""
    call = batch.Call(students=[*students, *patterns], workers=workers or 0, agreed=agreed, **how)
    try:
        is_whole = batch.run(Classroom.around(root), call)
    except batch.NothingToGrade as problem:
        raise Complaint(problem, CALL) from problem
    except (batch.Broken, book.BookError, ledger.Busy) as problem:
        raise Complaint(problem, MACHINE) from problem
    ctx.exit(OK if is_whole else WORK)


def agreed() -> bool:
    """Ask whether to write what was shown; where nobody can answer, it is not written."""
    return sys.stdin.isatty() and click.confirm("Write this into the gradebook?", default=False)
