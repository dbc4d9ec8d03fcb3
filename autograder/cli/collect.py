"""`w2v collect`: put downloads of a learning platform into submitted/."""

import pathlib
from collections.abc import Sequence

import click

from autograder.course import Classroom
from autograder.gradebook import collecting
from autograder.gradebook.book import settings

from . import options
from .codes import CALL, MACHINE, OK, WORK, Complaint


@click.command("collect", help="put downloads of a learning platform into submitted/, one folder per student")
@click.argument("archives", nargs=-1, metavar="[ARCHIVE]...", type=click.Path(path_type=pathlib.Path))
@options.course
@click.pass_context
def command(ctx: click.Context, archives: Sequence[pathlib.Path], root: pathlib.Path) -> None:
    """Collect these downloads, or all in downloaded/<course>/archive/."""
    try:
        report = collecting.collect(settings(Classroom.around(root)), archives, click.echo)
    except collecting.NothingToCollect as problem:
        raise Complaint(problem, CALL) from problem
    except OSError as problem:
        where = f" ({problem.filename})" if problem.filename else ""
        raise Complaint(f"collecting stops: {problem.strerror or problem}{where}", MACHINE) from problem
    for text in report.summary():
        click.echo(text)
    ctx.exit(OK if report.is_whole else WORK)
