"""Show Markdown as HTML in which nothing of a student's can run: for the formgrader's pages and for feedback.

nbgrader's templates show an answer as it is, and a script in it would run in the grader's browser, with the
rights to give points.
"""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import bleach
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from .mathml import typeset

TAGS = set(
    "a abbr b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre "
    "s small span strong sub summary sup table tbody td th thead tr u ul".split()
)
HARMLESS = {"class", "title", "align", "colspan", "rowspan", "start", "alt", "width", "height"}
LINKS = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
# with which a formula reaches into the page
MACROS = re.compile(r"\\(href|url|require|style|class|cssId|data)\b")
PASTED, HANDED_IN = r"data:image/(png|jpeg|gif|webp);base64,", r"(?!.*\.\.)[\w-][\w. -]*(/[\w. -]+)*$"
PICTURES = re.compile(f"{PASTED}|{HANDED_IN}")
ATTACHED = "attachment:"
MARKS = "\ue000", "\ue001"  # around the number of a formula; such characters mean nothing in a text
# of a block of code; its language is dropped, since highlighting some languages takes forever
FENCE = re.compile(r"^(\s*(?:```|~~~)).*$", re.MULTILINE)


def page(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Return Markdown as HTML that needs nothing else: formulas are MathML."""
    renderer = Apart(attachments or {})
    start, end = MARKS
    clean = _clean(_rendered(re.sub(f"[{start}{end}]", "", source), renderer))
    disarmed = MACROS.sub(r"\\text{\1}", clean)  # in HTML of the student's own, formulas are left to MathJax
    return re.sub(f"{start}(\\d+){end}", lambda found: renderer.formulas[int(found[1])], disarmed)


class Apart(IPythonRenderer):
    """nbconvert's renderer, with formulas set apart, to be put in after the cleaning.

    A picture that is not there is named, where nbconvert gives up on the whole page.
    """

    def __init__(self, attachments: Mapping[str, Any]) -> None:
        super().__init__(escape=False, attachments=dict(attachments), exclude_anchor_links=True)
        self.formulas: list[str] = []

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith(ATTACHED) and url.removeprefix(ATTACHED) not in self.attachments:
            return f"[a picture that is not here: {escape(text or url)}]"
        return super().image(text, url, title)

    def _apart(self, latex: str, block: bool = False) -> str:
        self.formulas.append(typeset(latex, block))
        return f"{MARKS[0]}{len(self.formulas) - 1}{MARKS[1]}"

    def inline_math(self, body: str) -> str:
        return self._apart(body)

    def block_math(self, body: str) -> str:
        return self._apart(body, block=True)

    def latex_environment(self, name: str, body: str) -> str:
        return self._apart(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True)


def _rendered(source: str, renderer: Apart) -> str:
    return MarkdownWithMath(renderer=renderer).render(FENCE.sub(r"\1", source))


def _kept(tag: str, name: str, value: str) -> bool:
    """Tell whether an attribute may stay; a formula has no place in one."""
    if MARKS[0] in value:
        return False
    if (tag, name) == ("a", "href"):
        return bool(LINKS.match(value))
    if (tag, name) == ("img", "src"):
        return bool(PICTURES.match(value))
    return name in HARMLESS


def _clean(html: str) -> str:
    protocols = {"http", "https", "mailto", "data"}
    return str(bleach.clean(html, tags=TAGS, attributes=_kept, protocols=protocols, strip=True))
