"""`w2v progress`: what is done, what is next, how many points."""

import json

import click

from autograder.checks.oracle import SEEDS
from autograder.notebook.local import local_checker, work_here
from autograder.notebook.progress import steps, unseen
from autograder.results import progress

from . import options


@click.command("progress", help="what is done, what is next, how many points")
@options.as_json
def command(as_json: bool) -> None:
    """Show the progress of the work here."""
    folder, course = work_here()
    found = steps(local_checker(folder, course, SEEDS[:1]), folder)
    if as_json:
        first = progress.next_step(found)
        entries = [step.to_json() for step in found]
        found_next = first.question.id if first else None
        lacking = unseen(folder, course)
        click.echo(json.dumps({"questions": entries, "next": found_next, "unseen": lacking}))
    else:
        click.echo(progress.text(found, unseen(folder, course)))
