"""`w2v demo`: a course from end to end on a sample class, shown on one page."""

import pathlib

import click

from autograder.report import demo

from . import options
from .codes import MACHINE, Complaint


@click.command("demo", help="release, grade a sample class, and write build/demo/index.html")
@options.demo_out
def command(out: pathlib.Path) -> None:
    """Run the demo and write its page."""
    try:
        demo.run(out)
    except demo.Stopped as problem:
        raise Complaint(problem, MACHINE) from problem
