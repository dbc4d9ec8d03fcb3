"""Write one page on a drawer: verdicts, what was seen, what to try, and which files were read."""

import pathlib

from markupsafe import Markup

from autograder.results import heat
from autograder.results.pages import PAGES
from autograder.results.result import Picture

from .grading import Graded
from .verdict import ERROR, MISSING, RIGHT, WRONG, Verdict

TEMPLATE = pathlib.Path(__file__).with_name("sheet.html")
MARKS = {RIGHT: "✓ right", WRONG: "✗ wrong", ERROR: "✗ error", MISSING: "– missing"}


def render(graded: Graded, title: str) -> str:
    """Return the page as HTML: one file, which needs no network."""
    there = {name: one for name, one in graded.verdicts.items() if not one.absent}
    absent = [name for name, one in graded.verdicts.items() if one.absent]
    notes = [*graded.notes, *([f"In no file: {', '.join(absent)}."] if absent else [])]
    return PAGES.from_string(TEMPLATE.read_text("utf-8")).render(
        title=title,
        year="2017 and 2018" if graded.year == "2017" else "2019 to 2024",
        verdicts=there,
        right=sum(one.verdict == RIGHT for one in there.values()),
        marks=MARKS,
        pictures={name: _picture(one) for name, one in there.items()},
        files=graded.files,
        notes=notes,
    )


def _picture(one: Verdict) -> Markup | str:
    if one.picture is None:
        return ""
    rows = {int(row): words for row, words in one.picture["rows"].items()}
    return Markup(heat.svg(Picture(one.picture["name"], one.picture["got"], one.picture["want"], rows)))
