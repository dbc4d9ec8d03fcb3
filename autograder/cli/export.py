"""`w2v export`: grades as other platforms import them, and the grading itself where others run it."""

import contextlib
import pathlib
from collections.abc import Iterator
from typing import Any

import click

from autograder.course import Classroom
from autograder.export import github, gradescope, platforms
from autograder.export.gradescope_results import VISIBILITIES
from autograder.export.platforms import PLATFORMS
from autograder.export.spreadsheet import Unreadable
from autograder.gradebook.book import BookError, settings
from autograder.intake import printable

from . import exported, options
from .codes import CALL, MACHINE, OK, WORK, Complaint, writing

FOLDER = "build/export"


@click.group("export", help="grades for Canvas, Moodle and others; the grading for Gradescope and GitHub")
def command() -> None:
    """Write what other platforms import."""


def of_platform(name: str, platform: platforms.Platform) -> click.Command:
    """Return the command that writes the grades for a platform."""

    @click.command(name, help=f"the grades, as {platform.title} imports them")
    @options.course
    @options.out(f"{FOLDER}/{name}.csv", "PATH")
    @_own_table(platform)
    @click.option(
        "--missing-as-zero", is_flag=True, help="0 points for who handed in nothing, not an empty cell"
    )
    @click.pass_context
    def write(ctx: click.Context, root: pathlib.Path, **asked: Any) -> None:
        with _complaints(asked["out"]):
            done = exported.grades(settings(Classroom.around(root)), name, **asked)
        for line in done.written:
            click.echo(line)
        for line in done.left_out:
            click.echo(printable(line), err=True)
        ctx.exit(WORK if done.left_out else OK)

    return write


def _own_table(platform: platforms.Platform) -> options.Option:
    """Return the options about the platform's own table, where it exports one."""
    roster = click.option(
        "--roster", metavar="FILE", type=options.PATH, help=f"the table that {platform.title} exports"
    )
    column = click.option("--assignment", metavar="NAME", help="what the column of the grade is called there")
    return (lambda function: roster(column(function))) if platform.names else (lambda function: function)


@contextlib.contextmanager
def _complaints(out: pathlib.Path) -> Iterator[None]:
    """Say in a line what keeps an export from being written."""
    try:
        with writing(out):
            yield
    except BookError as problem:
        raise Complaint(problem, MACHINE) from problem
    except Unreadable as problem:
        raise Complaint(problem, CALL) from problem


for _name, _platform in PLATFORMS.items():
    command.add_command(of_platform(_name, _platform))


@command.command("gradescope", help="the autograder as a zip, which grades there")
@options.course
@options.out(f"{FOLDER}/gradescope-autograder.zip", "PATH")
@click.option(
    "--visibility", type=click.Choice(VISIBILITIES), default=VISIBILITIES[0], help="when students see it"
)
def of_gradescope(root: pathlib.Path, out: pathlib.Path, visibility: str) -> None:
    """Write the autograder zip."""
    with _complaints(out):
        target = gradescope.autograder_zip(Classroom.around(root), out, visibility)
    click.echo(
        f"{target}: upload it under Configure Autograder. It holds the solutions: hand it to nobody else"
    )


@command.command("github-classroom", help="a template repository, checked on each push")
@options.course
@options.out(f"{FOLDER}/github-classroom", "PATH")
def of_github(root: pathlib.Path, out: pathlib.Path) -> None:
    """Write the template repository."""
    with _complaints(out):
        target = github.template(Classroom.around(root), out)
    click.echo(f"{target}: push it, and mark the repository as a template")
