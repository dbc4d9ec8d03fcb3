"""`w2v report`: one page about the whole class."""

import pathlib

import click

from autograder.course import Classroom
from autograder.gradebook import book
from autograder.report import class_files
from autograder.report.class_data import ClassData, class_data
from autograder.report.class_page import class_page
from autograder.report.graded import NothingGraded
from autograder.results.words import counted

from . import options
from .codes import MACHINE, Complaint, writing


@click.command("report", help="write one page about the whole class: a file that needs nothing else")
@options.course
@options.out("build/report")
@click.option("--names", is_flag=True, help="show names in place of numbers")
@click.option("--json", "as_json", is_flag=True, help="write the same data as report.json beside it")
@click.option("--csv", "as_csv", is_flag=True, help="write the same data as CSV beside it, a file per table")
def command(root: pathlib.Path, out: pathlib.Path, names: bool, as_json: bool, as_csv: bool) -> None:
    """Write the page, and the files beside it."""
    try:
        data = class_data(book.settings(Classroom.around(root)), names)
    except (NothingGraded, book.BookError) as problem:
        raise Complaint(problem, MACHINE) from problem
    files = {"index.html": class_page(data)}
    files |= {"report.json": class_files.as_json(data)} if as_json else {}
    files |= class_files.as_csv(data) if as_csv else {}
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (out / name).write_text(text, "utf-8", "replace")
    click.echo(summary(data))
    click.echo(f"Open {out / 'index.html'}")


def summary(data: ClassData) -> str:
    """Return the page in a few words, for the terminal."""
    left = [one for one in data.submissions if one.status != "graded"]
    waiting = sum(one.students for one in data.waiting)
    return ", ".join(
        [
            f"{counted(len(data.students), 'student')} graded",
            f"median {data.median:g} of {data.most:g} points",
            *([f"{len(left)} not graded"] if left else []),
            f"{counted(waiting, 'answer')} to read",
            counted(len(data.pairs) + data.more_pairs, "similar pair"),
        ]
    )
