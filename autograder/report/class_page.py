"""The class's page: one file that needs nothing else, made of plain data."""

import base64
import hashlib
import importlib.resources
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from autograder.gradebook import showing
from autograder.results.pages import page

from . import figures
from .beside import Lines
from .class_data import ClassData
from .similar import LINE
from .typeset import formula, sentence

SORTING = "sorting.js"
HARD_BELOW, DULL_BELOW = 0.3, 0.15  # a question that is hard, and one that tells few apart


@dataclass(frozen=True)
class Section:
    """A part that a course adds to the page: a title and HTML, and lines for the terminal."""

    title: str
    html: str
    lines: Sequence[str] = ()

    @property
    def content(self) -> Markup:
        return Markup(self.html)


def class_page(
    data: ClassData, sections: Sequence[Section] = (), pages: Mapping[str, str] | None = None
) -> str:
    """Return the page. sections: what a course adds. pages: {label: address of a student's page}."""
    showing.new_page()
    script = importlib.resources.files("autograder.results").joinpath("templates", SORTING).read_text("utf-8")
    return page(
        "class_page.html",
        data=data,
        titles={question.id: question.title for question in data.questions},
        distribution=Markup(figures.distribution(data.bins, data.most, data.median)),
        sentence=sentence,
        formula=formula,
        marked=marked,
        sections=sections,
        pages=pages or {},
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        hard=HARD_BELOW,
        line=LINE,
        dull=DULL_BELOW,
    )


def marked(lines: Lines) -> Markup:
    """Return lines as HTML in which what is shared is marked."""
    return Markup("\n").join(
        Markup("").join(
            Markup("<mark>{}</mark>" if is_shared else "{}").format(text) for text, is_shared in line
        )
        for line in lines
    )
