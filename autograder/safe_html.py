"""Markdown as HTML in which nothing of a student's can run: for the formgrader's pages and the feedback.

nbgrader's templates show an answer as it stands, and a script in it would run in the grader's browser, with the
rights to give points.
"""

import re

import bleach
from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter

TAGS = set(
    "a abbr b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre s small span strong "
    "sub summary sup table tbody td th thead tr u ul".split()
)
HARMLESS = {"class", "title", "align", "colspan", "rowspan", "start", "alt", "width", "height"}
LINKS = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
MACROS = re.compile(r"\\(href|url|require|style|class|cssId|data)\b")  # with which a formula reaches into the page
PICTURES = re.compile(r"data:image/(png|jpeg|gif|webp);base64,|(?!.*\.\.)[\w-][\w. -]*(/[\w. -]+)*$")  # pasted, or handed in
FENCE = re.compile(r"^(\s*(?:```|~~~)).*$", re.MULTILINE)  # without a language: highlighting some takes forever


def _kept(tag, name, value):
    """Whether an attribute may stay."""
    if (tag, name) == ("a", "href"):
        return bool(LINKS.match(value))
    if (tag, name) == ("img", "src"):
        return bool(PICTURES.match(value))
    return name in HARMLESS


@pass_context
def markdown2html(context, source):
    """nbconvert's filter of this name, cleaned."""
    html = HTMLExporter().markdown2html(context, FENCE.sub(r"\1", source))
    clean = bleach.clean(html, tags=TAGS, attributes=_kept, protocols={"http", "https", "mailto", "data"}, strip=True)
    return MACROS.sub(r"\\text{\1}", clean)
