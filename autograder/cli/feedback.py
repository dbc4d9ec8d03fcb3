"""`w2v feedback`: write one page per student, and release them through nbgrader's exchange."""

import pathlib
from collections.abc import Mapping, Sequence

import click

from autograder.course import Classroom
from autograder.gradebook import book
from autograder.intake import printable
from autograder.report import feedback, returning
from autograder.report.graded import NothingGraded
from autograder.results.words import counted

from . import options
from .codes import CALL, MACHINE, OK, WORK, Complaint, writing


@click.command(
    "feedback", help="write one page per student: points, messages, comments; a file that needs nothing else"
)
@click.argument("students", nargs=-1, metavar="[STUDENT]...")
@options.course
@options.out("build/feedback")
@click.option(
    "--release", "is_released", is_flag=True, help="give them back through nbgrader's exchange, too"
)
@click.pass_context
def command(
    ctx: click.Context, students: Sequence[str], root: pathlib.Path, out: pathlib.Path, is_released: bool
) -> None:
    """Write the pages of these students, or of all."""
    classroom = Classroom.around(root)
    failed: Mapping[str, str] = {}
    try:
        with writing(out):
            pages = feedback.write(classroom, out, students)
    except NothingGraded as problem:
        raise Complaint(problem, CALL) from problem
    except book.BookError as problem:
        raise Complaint(problem, MACHINE) from problem
    except feedback.PagesMissing as problem:
        pages, failed = problem.pages, problem.failed
    click.echo(f"{counted(len(pages), 'page')} in {out}")
    _complain("no page for", failed)
    if is_released:
        kept = returning.release(book.settings(classroom), pages)
        click.echo(
            f"{counted(len(pages) - len(kept), 'page')} released: students run `nbgrader fetch_feedback`"
        )
        _complain("not released:", kept)
        failed = {**failed, **kept}
    ctx.exit(WORK if failed else OK)


def _complain(about: str, failed: Mapping[str, str]) -> None:
    for student, why in failed.items():
        click.echo(f"{about} {printable(student)}: {why}", err=True)
