"""`w2v mark`: open the page on which people mark written answers."""

import pathlib

import click

from autograder.course import Classroom
from autograder.marking import database, exchange
from autograder.results.words import counted

from . import options
from .codes import CALL, MACHINE, Complaint, writing


@click.command("mark", help="open the page on which people mark written answers")
@options.course
@click.option("--as", "marker", metavar="NAME", help="who marks (default: your name on this machine)")
@click.option("--port", type=int, default=8888, show_default=True, help="the next free one is taken")
@click.option("--no-browser", is_flag=True, help="print the page's address, and open nothing")
@click.option("--allow-root", is_flag=True, help="run as root, which Jupyter warns of")
@click.option(
    "--export", "out", type=click.Path(path_type=pathlib.Path), help="write items and marks as JSON"
)
@click.option(
    "--import",
    "source",
    type=click.Path(path_type=pathlib.Path, exists=True, dir_okay=False),
    help="read items and marks that --export wrote on another machine",
)
def command(
    root: pathlib.Path,
    marker: str | None,
    port: int,
    no_browser: bool,
    allow_root: bool,
    out: pathlib.Path | None,
    source: pathlib.Path | None,
) -> None:
    """Open the page, or carry marks from one machine to another."""
    classroom = Classroom.around(root)
    try:
        store = exchange.store_of(classroom)
        if out is not None:
            with writing(out):
                click.echo(f"{counted(exchange.export(store, out), 'mark')} in {out}")
        if source is not None:
            _say(exchange.take(store, source), source)
    except database.NoGradebook as problem:
        raise Complaint(problem, MACHINE) from problem
    except (exchange.NotMarks, OSError) as problem:
        raise Complaint(problem, CALL) from problem
    if out is None and source is None:
        # here, since it brings a web server, and other uses of the command need none
        from autograder.marking.serving import serve  # noqa: PLC0415

        serve(classroom, marker, port, opens_browser=not no_browser, allows_root=allow_root)


def _say(taken: exchange.Taken, source: pathlib.Path) -> None:
    click.echo(f"{counted(taken.marks, 'mark')} from {source}")
    for why, count in taken.left.items():
        click.echo(f"{count} left as they are: {why}", err=True)
