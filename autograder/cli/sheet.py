"""`w2v sheet FILE`: follow the derivations of a typed sheet, row by row."""

import json
import pathlib

import click

from autograder.answers import derivation, formulas_of
from autograder.course import Course, course_at
from autograder.intake import decoded, read_file
from autograder.results import derivations

from . import options
from .codes import CALL, OK, WORK, Complaint

LARGEST = 2_000_000  # bytes


@click.command("sheet", help="follow the derivations of a typed sheet, row by row")
@click.argument("file", type=click.Path(path_type=pathlib.Path, exists=True, dir_okay=False))
@click.option("--question", metavar="ID", help="what the whole file is about")
@click.option("--year", metavar="YEAR", help="of the handout whose parts are answered: (a), 1(b), 2c, …")
@options.as_json
@click.option("--html", "page", metavar="OUT", type=click.Path(path_type=pathlib.Path), help="write a page")
@click.pass_context
def command(
    ctx: click.Context,
    file: pathlib.Path,
    question: str | None,
    year: str | None,
    as_json: bool,
    page: pathlib.Path | None,
) -> None:
    """Read Markdown, LaTeX or text; say of each row whether it follows from the one before it."""
    course = course_at()
    text = _text(file)
    if (question is None) == (year is None):
        raise Complaint("say what the sheet is about: --question ID, or --year of its handout", CALL)
    found = [_of_one(course, question, text)] if question else _of_a_year(course, str(year), text)
    if not found:
        raise Complaint(f"no part of the handout of {year} was found by its heading: try --question ID", WORK)
    if page is not None:
        page.write_text(derivations.html(found, file.name), "utf-8")
    if as_json:
        click.echo(json.dumps(derivations.as_json(found)))
    else:
        click.echo("\n\n".join(map(derivations.text, found)))
    ctx.exit(WORK if any(part.breaks or part.final == "wrong" for part in found) else OK)


def _text(file: pathlib.Path) -> str:
    data = read_file(file.resolve(), file.name, LARGEST)
    if file.suffix != ".ipynb":
        return decoded(file.name, data)
    try:
        cells = json.loads(data)["cells"]
        return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    except (ValueError, KeyError, TypeError):
        raise Complaint(f"{file.name} is no notebook that can be read", CALL) from None


def _of_one(course: Course, id: str, text: str) -> derivations.Part:
    formulas = formulas_of(course)
    if id in formulas and id not in [question.id for question in course.catalogue]:
        return derivation.of_question(id, [formulas[id]], text)  # one of several that a question asks for
    question = course.catalogue[id]
    if not question.formulas:
        raise Complaint(f"{id} has no final line: its derivation is read by a person", CALL)
    return derivation.of_question(id, [formulas[formula] for formula in question.formulas], text)


def _of_a_year(course: Course, year: str, text: str) -> list[derivations.Part]:
    years = sorted({known for question in course.catalogue for known in question.lineage})
    if year not in years:
        raise Complaint(f"there is no handout of {year}; there are {', '.join(years)}", CALL)
    formulas = formulas_of(course)
    lineage: dict[str, tuple[str, list[object]]] = {}
    for question in course.catalogue:
        part = question.lineage.get(year, "")
        if part and question.formulas and len(part) == 2:
            _, some = lineage.setdefault(part, (question.id, []))
            some += [formulas[formula] for formula in question.formulas]
    return derivation.of_sheet(text, lineage)  # type: ignore[arg-type]
