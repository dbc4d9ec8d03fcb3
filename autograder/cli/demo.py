"""`w2v demo`: a course from end to end on a sample class, shown on one page."""

import pathlib

import click

from autograder.report import demo

from .codes import MACHINE, Complaint

out_option = click.option(
    "--out",
    default="build/demo",
    metavar="DIR",
    type=click.Path(path_type=pathlib.Path),
    help="default: build/demo",
)


@click.command("demo", help="release, grade a sample class, and write build/demo/index.html")
@out_option
def command(out: pathlib.Path) -> None:
    """Run the demo and write its page."""
    try:
        demo.run(out)
    except demo.Stopped as problem:
        raise Complaint(problem, MACHINE) from problem
