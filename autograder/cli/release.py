"""`w2v release`: make what students receive."""

import pathlib

import click

from autograder.course import Classroom
from autograder.release.assignment import release
from autograder.release.bundle import bundle
from autograder.release.databases import BookError

from . import options
from .codes import MACHINE, Complaint


@click.command("release", help="make assignments/ and the zip for students from solutions/")
@options.course
@click.option("--force", is_flag=True, help="overwrite work that somebody did in assignments/")
def command(root: pathlib.Path, force: bool) -> None:
    """Release the course and zip what students receive."""
    classroom = Classroom.around(root)
    try:
        names = release(classroom, force=force)
    except BookError as problem:
        raise Complaint(problem, MACHINE) from problem
    zipped = bundle(classroom, classroom.root / "build" / "release" / f"{classroom.course.id}.zip")
    click.echo(f"Released {len(names)} files to {classroom.release}")
    library = classroom.course.library
    click.echo(f"For students: {zipped} (notebooks, {library}, the autograder, START_HERE.md)")
