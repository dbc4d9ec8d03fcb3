"""`w2v questions`: list the questions and their points."""

import dataclasses
import itertools
import json
from typing import Any

import click

from autograder.course import Question, course_at
from autograder.results.words import number

from . import options


@click.command("questions", help="list the questions and their points")
@options.as_json
@click.option(
    "--by-handout", is_flag=True, help="which question was which part of which year's handout (Markdown)"
)
def command(as_json: bool, by_handout: bool) -> None:
    """List the questions of this folder's course, notebook by notebook."""
    course = course_at()
    if by_handout:
        click.echo(course.public("handouts.page").render(course.catalogue))
    elif as_json:
        entries = [as_data(question) for question in course.catalogue]
        click.echo(json.dumps({"questions": entries, "points": course.catalogue.points}, ensure_ascii=False))
    else:
        for notebook, questions in itertools.groupby(course.catalogue, key=lambda q: q.notebook):
            click.echo(f"\n{notebook}")
            for question in questions:
                click.echo(_line(question))
        click.echo(f"\n{len(course.catalogue)} questions, {number(course.catalogue.points)} points")


def as_data(question: Question) -> dict[str, Any]:
    """Return the fields that `w2v questions --json` promises."""
    data = dataclasses.asdict(question)
    del data["needs"]
    return data | {"points": question.points, "functions": list(question.functions)}


def _line(question: Question) -> str:
    bonus = "  (bonus)" if question.bonus else ""
    return f"  {question.id:<28}{question.kind:<26}{number(question.points):>3}  {question.title}{bonus}"
