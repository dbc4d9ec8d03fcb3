"""Filters of nbgrader's pages: students' text is cleaned, and the mark scheme stands beside an answer."""

import pathlib
from typing import Any

from jinja2 import pass_context

from autograder.course import Classroom

from . import beside, records, showing
from .illustrations import Linked

BEGUN = "w2v_page_begun"  # in a page's resources
UNTOUCHED = '<div class="tex2jax_ignore mathjax_ignore">{}</div>'
"""Formulas are MathML already: MathJax, whose commands could reach into the page, leaves the answer alone."""


@pass_context
def markdown2html(context: Any, source: str) -> str:
    """Show Markdown as nbconvert's filter of this name does, but cleaned.

    In the formgrader, the mark scheme is beside it.
    """
    cell, resources = context.get("cell", {}), _begun(context)
    shown = showing.text(source, cell.get("attachments", {}))
    if cell and (part := records.derivation_of(cell)):
        shown += showing.derivation(part)
    answer = UNTOUCHED.format(shown)
    if "submission_id" not in resources:  # not the formgrader's page: a student's
        return answer
    return beside.beside(answer, cell, Classroom.around(resources["metadata"]["path"]).course)


@pass_context
def highlight_code(context: Any, source: str, language: str | None = None, metadata: Any = None) -> str:
    """Show code as nbconvert's filter of this name does, in colours while these take no time."""
    _begun(context)
    return showing.code(source)


@pass_context
def ansi2html(context: Any, source: str) -> str:
    """Show a terminal's text as nbconvert's filter of this name does."""
    _begun(context)
    return showing.terminal(source)


def _begun(context: Any) -> Any:
    """Return the page's resources; at the first filter of a page, begin its time."""
    resources = context.get("resources", {})
    if BEGUN not in resources:
        resources[BEGUN] = True
        folder = resources.get("metadata", {}).get("path")
        showing.new_page(Linked(pathlib.Path(folder)) if folder else None)
    return resources
