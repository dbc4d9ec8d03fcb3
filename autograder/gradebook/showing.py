"""Show what strangers wrote, in a process with limits; what cannot be shown is named, as it stands.

Nothing here fails: one answer never costs the page, and one page never costs the class.
"""

import atexit
import functools
import logging
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from nbconvert.filters.ansi import ansi2html
from nbconvert.filters.highlight import Highlight2HTML

from autograder.results import derivations
from autograder.results.derivations import Part
from autograder.results.pages import page
from autograder.sandbox.isolated import MachineError
from autograder.sandbox.limited import Limited, RanOut

from . import markdown, mathml
from .illustrations import Linked

SECONDS_A_PAGE, SECONDS_A_TEXT, SECONDS_OF_COLOUR = 10, 2, 1  # the formgrader's server waits for each
MOST_TIMES = 12  # characters of HTML for one of Python
MOST_PLAIN = 20_000  # characters of what is shown as it stands
MOST_KEPT = 2_000  # formulas: a class writes many of them alike
LOG = logging.getLogger(__name__)


class Page:
    """What the page at hand has beside it."""

    pictures: Linked | None = None


def new_page(pictures: Linked | None = None) -> None:
    """Begin a page: its time counts anew. `pictures`: what was handed in beside its answers."""
    Page.pictures = pictures
    _limited().fresh(SECONDS_A_PAGE)


def answer(
    source: str, attachments: Mapping[str, Any], part: Part | None, formulas: Sequence[str] = ()
) -> list[str]:
    """Return a written answer, the marks of its rows, and formulas as HTML, made in one go."""
    plain = {name: dict(data) for name, data in attachments.items()}
    data = part.to_data() if part is not None and part.rows else None
    new_page()
    try:
        return _limited().call(at_once, source, plain, data, list(formulas), seconds=SECONDS_A_TEXT)
    except (RanOut, MachineError):  # piece by piece, and what is at fault is named
        rows = derivation(part) if part is not None else ""
        return [text(source, attachments), rows, *(formula(one, block=True) for one in formulas)]


def at_once(
    source: str, attachments: dict[str, Any], part: dict[str, Any] | None, formulas: list[str]
) -> list[str]:
    """Return what `answer` does (limited)."""
    rows = derivations.html([Part.from_data(part)], typeset=mathml.typeset) if part else ""
    return [markdown.page(source, attachments), rows, *(mathml.typeset(one, True) for one in formulas)]


def text(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Return Markdown as HTML."""
    plain = {name: dict(data) for name, data in (attachments or {}).items()}
    beside = Page.pictures
    known = beside.sources if beside else None
    try:
        made = _limited().call(
            markdown.page, source, plain, known, raises=(markdown.TooMuch,), seconds=SECONDS_A_TEXT
        )
        return beside.finished(made) if beside else made
    except (RanOut, MachineError, markdown.TooMuch) as problem:
        return as_it_stands(source, problem)


def formula(latex: str, block: bool = False) -> str:
    """Return a formula as HTML."""
    try:
        return _typeset(latex, block)
    except (RanOut, MachineError) as problem:
        return as_it_stands(latex, problem)


@functools.lru_cache(maxsize=MOST_KEPT)
def _typeset(latex: str, block: bool) -> str:
    return _limited().call(mathml.typeset, latex, block, seconds=SECONDS_A_TEXT)


def derivation(part: Part) -> str:
    """Return a derivation with the marks of its rows as HTML; nothing where it has no rows."""
    return derivations.html([part], typeset=formula) if part.rows else ""


def code(source: str) -> str:
    """Return Python as HTML in colours; without colours where these take long, or say more than the code."""
    try:
        made = _limited().call(coloured, source, seconds=SECONDS_OF_COLOUR)
    except (RanOut, MachineError):
        made = ""
    if made and len(made) < MOST_TIMES * (len(source) + 100):
        return made
    return f'<div class="highlight"><pre>{escape(source)}</pre></div>'


def coloured(source: str) -> str:
    """Return Python as HTML in colours (limited)."""
    return str(Highlight2HTML(pygments_lexer="ipython3")(source))


def terminal(source: str) -> str:
    """Return what a terminal would show as HTML."""
    try:
        return _limited().call(ansi2html, source, seconds=SECONDS_OF_COLOUR)
    except (RanOut, MachineError):
        return escape(source)


def as_it_stands(source: str, problem: Exception) -> str:
    """Return a text as it stands, and why it is not typeset."""
    if isinstance(problem, RanOut) and problem.details:
        LOG.error("%s", problem.details)
    return page(
        "as_it_stands.html", text=source[:MOST_PLAIN], more=max(0, len(source) - MOST_PLAIN), why=problem
    )


@functools.cache
def _limited() -> Limited:
    limited = Limited(warm)
    atexit.register(limited.close)
    return limited


def warm() -> None:
    """Learn what pages need, so that no fork has to: the first text takes long (limited)."""
    coloured("1")
    markdown.page("*a* [b](#c) `d` $\\frac{e}{f}$\n\n$$\\begin{aligned} g &= h \\end{aligned}$$")
