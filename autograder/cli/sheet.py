"""`w2v sheet FILE`: follow the derivations of a typed sheet, row by row."""

import json
import pathlib
from collections.abc import Callable

import click
from markupsafe import Markup

from autograder.answers import derivation, formulas_of
from autograder.answers.headings import Question
from autograder.course import Course, course_at
from autograder.intake import decoded, read_file
from autograder.results import derivations

from . import options
from .codes import CALL, OK, WORK, Complaint

LARGEST = 2_000_000  # bytes


@click.command("sheet", help="follow the derivations of a typed sheet, row by row")
@click.argument("file", type=click.Path(path_type=pathlib.Path, exists=True, dir_okay=False))
@click.option(
    "--question",
    metavar="ID",
    help="what the whole file is about",
    shell_complete=options.completed_ids,
)
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
    """Read Markdown, LaTeX or text; say of each row whether it follows from the one before it.

    Parts are found by their headings in a handout of that year; without one, by what their lines are about.
    """
    course = course_at()
    text = _text(file)
    if question is not None and year is not None:
        raise Complaint("give --question ID or --year of a handout, not both", CALL)
    found = [_of_one(course, question, text, file)] if question else _of_many(course, year, text, file)
    if not found:
        raise Complaint(f"no part of {file.name} is about a question of the course: try --question ID", WORK)
    if page is not None:
        page.write_text(derivations.html(found, file.name, _typeset()), "utf-8")
    if as_json:
        click.echo(json.dumps(derivations.as_json(found)))
    else:
        click.echo("\n\n".join(map(derivations.text, found)))
    ctx.exit(WORK if any(part.breaks or part.final == "wrong" for part in found) else OK)


def _typeset() -> derivations.Typeset:
    """Return what typesets a formula: as MathML, or as it stands where students have no program for that."""
    try:
        from autograder.gradebook.mathml import typeset  # noqa: PLC0415  students do not install it
    except ImportError:
        return lambda latex: Markup("<code>{}</code>").format(latex)
    return typeset


def _text(file: pathlib.Path) -> str:
    data = read_file(file.resolve(), file.name, LARGEST)
    if file.suffix != ".ipynb":
        return decoded(file.name, data)
    try:
        cells = json.loads(data)["cells"]
        return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    except (ValueError, KeyError, TypeError):
        raise Complaint(f"{file.name} is no notebook that can be read", CALL) from None


def _beside(file: pathlib.Path) -> Callable[[str], str | None]:
    r"""Return what gives the text of a file that \input names: one in the sheet's own folder, or below it."""
    folder = file.resolve().parent

    def read(name: str) -> str | None:
        for path in (folder / name, folder / f"{name}.tex"):
            if path.is_file() and path.resolve().is_relative_to(folder):
                return decoded(path.name, read_file(path.resolve(), path.name, LARGEST))
        click.echo(f"\\input{{{name}}}: there is no such file beside {file.name}; it is left out", err=True)
        return None

    return read


def _of_one(course: Course, id: str, text: str, file: pathlib.Path) -> derivations.Part:
    formulas, read = formulas_of(course), _beside(file)
    if id in formulas and id not in [question.id for question in course.catalogue]:
        return derivation.of_question(
            id, [formulas[id]], text, read=read
        )  # one of several that are asked for
    question = course.catalogue[id]
    if not question.formulas:
        raise Complaint(f"{id} has no final line: its derivation is read by a person", CALL)
    some = [formulas[formula] for formula in question.formulas]
    return derivation.of_question(id, some, text, read=read)


def _of_many(course: Course, year: str | None, text: str, file: pathlib.Path) -> list[derivations.Part]:
    years = sorted({known for question in course.catalogue for known in question.lineage})
    if year is not None and year not in years:
        raise Complaint(f"there is no handout of {year}; there are {', '.join(years)}", CALL)
    formulas = formulas_of(course)
    asked = [
        (question, Question(question.id, tuple(formulas[formula] for formula in question.formulas)))
        for question in course.catalogue
        if question.formulas
    ]
    lineage: dict[str, Question] = {}
    for known, about in asked:
        part = known.lineage.get(year or "", "")
        if len(part) == 2:
            before = lineage.get(part)
            lineage[part] = Question(before.id, (*before.formulas, *about.formulas)) if before else about
    everything = () if year else [about for _, about in asked]
    return derivation.of_sheet(text, lineage, everything, _beside(file))
