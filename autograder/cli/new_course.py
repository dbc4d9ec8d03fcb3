"""`w2v new-course`: write a course to begin with."""

import pathlib

import click

from autograder.release import new_course

from .codes import CALL, Complaint, writing


@click.command("new-course", help="write a course of three questions that works, to begin with")
@click.argument("folder", type=click.Path(path_type=pathlib.Path, file_okay=False))
@click.option("--id", help="the course's id (default: the folder's name)")
@click.option("--title", default=new_course.TITLE, show_default=True)
def command(folder: pathlib.Path, id: str | None, title: str) -> None:
    """Write the files of a course, and say what to do next."""
    id = id or new_course.id_of(folder.resolve().name)
    try:
        with writing(folder):
            made = new_course.write_course(folder, id, title)
    except new_course.Occupied as problem:
        raise Complaint(problem, CALL) from problem
    click.echo(f"Wrote {len(made)} files of the course {id} to {folder}. Next, in that folder:")
    click.echo("  w2v release && w2v sample-class && w2v grade    (README.md there explains it)")
