"""`w2v sample-class`: submissions to try grading on."""

import pathlib

import click

from autograder.course import Classroom
from autograder.release import sample
from autograder.results.words import counted

from . import options
from .codes import CALL, WORK, Complaint, writing


@click.command("sample-class", help="write the course's sample class into submitted/, to try grading on")
@options.course
def command(root: pathlib.Path) -> None:
    """Write the sample class; leave submissions that are there alone."""
    classroom = Classroom.around(root)
    students = sample.sample_class(classroom)
    if not students:
        raise Complaint(f"{classroom.course.id} has no sample class: describe it in sample_class.toml", WORK)
    if not classroom.release.is_dir():
        raise Complaint(f"{classroom.course.id} is not released yet: run `w2v release` first", CALL)
    taken = [student for student in students if classroom.handed_in(student).exists()]
    if taken:
        raise Complaint(f"{classroom.submitted} has work of {', '.join(taken)} already: move it away", CALL)
    with writing(classroom.submitted):
        sample.write_class(classroom)
    click.echo(f"{counted(len(students), 'submission')} in {classroom.submitted}: {', '.join(students)}")
