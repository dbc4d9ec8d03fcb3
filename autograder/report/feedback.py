"""Write the pages of many students, made side by side; a page that fails costs nobody else's."""

import logging
import pathlib
import traceback
from collections.abc import Collection, Iterator, Mapping

from autograder.course import Classroom
from autograder.gradebook import book
from autograder.gradebook.book import Settings
from autograder.gradebook.ledger import GRADED, Entry, Ledger
from autograder.intake import Refused, printable

from . import workers
from .graded import graded
from .sheets import sheets_in
from .standing import Standing
from .student_page import Work, student_page

LOG = logging.getLogger(__name__)


class PagesMissing(Exception):
    """Some pages could not be made. `failed`: {student: why}; `pages`: the others, {student: page}."""

    def __init__(self, pages: dict[str, pathlib.Path], failed: dict[str, str]) -> None:
        super().__init__(", ".join(failed))
        self.pages, self.failed = pages, failed


def write(classroom: Classroom, out: pathlib.Path, students: Collection[str] = ()) -> dict[str, pathlib.Path]:
    """Write <student>.html for these students, or for all; return {student: page}.

    Raises NothingGraded and BookError; and PagesMissing at the end, where a page could not be made.
    """
    found = book.settings(classroom)
    works = works_of(found, students)
    out.mkdir(parents=True, exist_ok=True)
    pages: dict[str, pathlib.Path] = {}
    failed: dict[str, str] = {}
    for name, made in _made(works):
        if isinstance(made, Exception):
            failed[name] = _why(name, made)
        else:
            pages[name] = out / f"{name}.html"
            pages[name].write_text(made, "utf-8", "replace")
    pages = dict(sorted(pages.items()))
    if failed:
        raise PagesMissing(pages, dict(sorted(failed.items())))
    return pages


def _made(works: Mapping[str, Work]) -> Iterator[tuple[str, str | Exception]]:
    """Iterate over (student, page or what was raised), as they come."""
    names = list(works)
    for place, made in workers.each(student_page, [(works[name],) for name in names]):
        yield names[place], made


def _why(name: str, problem: Exception) -> str:
    if isinstance(problem, Refused):
        return str(problem)
    LOG.error("no page for %s\n%s", printable(name), "".join(traceback.format_exception(problem)))
    return f"the program fails at it ({type(problem).__name__})"


def works_of(found: Settings, students: Collection[str] = ()) -> dict[str, Work]:
    """Return {student: what a page is made of}. Raises NothingGraded and BookError."""
    classroom = found.classroom
    standings = graded(found, students)
    entries = Ledger(classroom).latest()
    headings = {name: _heading(cells) for name, cells in sheets_in(classroom.release).items()}
    return {
        name: _work(classroom, standing, entries.get(name), headings) for name, standing in standings.items()
    }


def _work(classroom: Classroom, standing: Standing, entry: Entry | None, headings: Mapping[str, str]) -> Work:
    folder = str(classroom.autograded(standing.student))
    is_graded = entry is None or entry.status == GRADED
    notes = entry.notes if entry and is_graded else []
    refused = "" if entry is None or is_graded else entry.why or "grading failed"
    return Work(str(classroom.course.folder), folder, standing, headings, notes, refused)


def _heading(cells: list[dict[str, str]]) -> str:
    """Return a released notebook's title: in a student's, the first cell may be gone or changed."""
    return cells[0]["source"].splitlines()[0].strip("# ")
