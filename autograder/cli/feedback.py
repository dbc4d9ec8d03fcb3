"""`w2v feedback`: write one page per student."""

import pathlib
from collections.abc import Sequence

import click

from autograder.course import Classroom
from autograder.gradebook.book import BookError
from autograder.intake import printable
from autograder.report import feedback
from autograder.report.graded import NothingGraded
from autograder.results.words import counted

from . import options
from .codes import CALL, MACHINE, OK, WORK, Complaint


@click.command(
    "feedback", help="write one page per student: points, messages, comments; a file that needs nothing else"
)
@click.argument("students", nargs=-1, metavar="[STUDENT]...")
@options.course
@click.option(
    "--out",
    default="build/feedback",
    metavar="DIR",
    type=click.Path(path_type=pathlib.Path),
    help="where the pages go (default: build/feedback)",
)
@click.pass_context
def command(ctx: click.Context, students: Sequence[str], root: pathlib.Path, out: pathlib.Path) -> None:
    """Write the pages of these students, or of all."""
    failed: dict[str, str] = {}
    try:
        written = len(feedback.write(Classroom.around(root), out, students))
    except NothingGraded as problem:
        raise Complaint(problem, CALL) from problem
    except BookError as problem:
        raise Complaint(problem, MACHINE) from problem
    except feedback.PagesMissing as problem:
        written, failed = problem.written, problem.failed
    click.echo(f"{counted(written, 'page')} in {out}")
    for student, why in failed.items():
        click.echo(f"no page for {printable(student)}: {why}", err=True)
    ctx.exit(WORK if failed else OK)
