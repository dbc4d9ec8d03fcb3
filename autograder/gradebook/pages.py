"""Show Markdown on nbgrader's pages: cleaned, and with the mark scheme beside an answer."""

from typing import Any

from jinja2 import pass_context

from autograder.course import Classroom

from . import markdown, schemes


@pass_context
def markdown2html(context: Any, source: str) -> str:
    """Show Markdown as nbconvert's filter of this name does, but cleaned.

    In the formgrader, the mark scheme is beside it.
    """
    cell, resources = context.get("cell", {}), context.get("resources", {})
    answer = markdown.page(source, cell.get("attachments", {}))
    if "submission_id" not in resources:  # not the formgrader's page: a student's
        return answer
    return schemes.beside(answer, cell, Classroom.around(resources["metadata"]["path"]).course)
