"""Markdown as HTML in which nothing of a student's can run: for the formgrader's pages and for feedback.

nbgrader's templates show an answer as it stands, and a script in it would run in the grader's browser, with the
rights to give points.
"""

import re
from html import escape

import bleach
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from .report import schemes
from .report.mathml import typeset

TAGS = set(
    "a abbr b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre s small span strong "
    "sub summary sup table tbody td th thead tr u ul".split()
)
HARMLESS = {"class", "title", "align", "colspan", "rowspan", "start", "alt", "width", "height"}
LINKS = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
MACROS = re.compile(r"\\(href|url|require|style|class|cssId|data)\b")  # with which a formula reaches into the page
PICTURES = re.compile(r"data:image/(png|jpeg|gif|webp);base64,|(?!.*\.\.)[\w-][\w. -]*(/[\w. -]+)*$")  # pasted, or handed in
ATTACHED = "attachment:"
MARKS = "\ue000", "\ue001"  # around the number of a formula; such characters mean nothing in a text
FENCE = re.compile(r"^(\s*(?:```|~~~)).*$", re.MULTILINE)  # without a language: highlighting some takes forever


@pass_context
def markdown2html(context, source):
    """nbconvert's filter of this name, cleaned; in the formgrader, with the mark scheme beside an answer."""
    cell, resources = context.get("cell", {}), context.get("resources", {})
    answer = page(source, cell.get("attachments", {}))
    if "submission_id" not in resources:  # not the formgrader's page: a student's
        return answer
    return schemes.beside(answer, cell, resources["metadata"]["path"], page)


def page(source, attachments=None):
    """Markdown as HTML that needs nothing else: formulas are MathML."""
    renderer = Apart(attachments or {})
    start, end = MARKS
    clean = _clean(_rendered(re.sub(f"[{start}{end}]", "", source), renderer))
    disarmed = MACROS.sub(r"\\text{\1}", clean)  # in HTML of the student's own, formulas are left to MathJax
    return re.sub(f"{start}(\\d+){end}", lambda found: renderer.formulas[int(found[1])], disarmed)


class Apart(IPythonRenderer):
    """nbconvert's, but formulas are set apart, to be put in after the cleaning; and a picture that is not there is
    named, where nbconvert gives up on the whole page."""

    def __init__(self, attachments):
        super().__init__(escape=False, attachments=attachments, exclude_anchor_links=True)
        self.formulas = []

    def image(self, text, url, title=None):
        if url.startswith(ATTACHED) and url.removeprefix(ATTACHED) not in self.attachments:
            return f"[a picture that is not here: {escape(text or url)}]"
        return super().image(text, url, title)

    def _apart(self, latex, block=False):
        self.formulas.append(typeset(latex, block))
        return f"{MARKS[0]}{len(self.formulas) - 1}{MARKS[1]}"

    def inline_math(self, body):
        return self._apart(body)

    def block_math(self, body):
        return self._apart(body, block=True)

    def latex_environment(self, name, body):
        return self._apart(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True)


def _rendered(source, renderer):
    return MarkdownWithMath(renderer=renderer).render(FENCE.sub(r"\1", source))


def _kept(tag, name, value):
    """Whether an attribute may stay; a formula has no place in one."""
    if MARKS[0] in value:
        return False
    if (tag, name) == ("a", "href"):
        return bool(LINKS.match(value))
    if (tag, name) == ("img", "src"):
        return bool(PICTURES.match(value))
    return name in HARMLESS


def _clean(html):
    return bleach.clean(html, tags=TAGS, attributes=_kept, protocols={"http", "https", "mailto", "data"}, strip=True)
