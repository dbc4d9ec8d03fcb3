"""Show Markdown as HTML in which nothing of a student's can run: for the formgrader's pages and for feedback.

nbgrader's templates show an answer as it is, and a script in it would run in the grader's browser, with the
rights to give points.
"""

import re
import secrets
from collections.abc import Mapping
from html import escape
from typing import Any

import bleach
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from . import linking
from .mathml import typeset

TAGS = set(
    "a abbr b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre "
    "s small span strong sub summary sup table tbody td th thead tr u ul".split()
)
HARMLESS = {"title", "align", "colspan", "rowspan", "start", "alt", "width", "height"}
LINKS = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
PASTED, HANDED_IN = (
    r"data:image/(png|jpeg|gif|webp);base64,",
    r"(?!.*\.\.)[\w-][\w. -]*(/[\w. -]+)*\.(?i:png|jpe?g|gif|webp|svg)$",
)
PICTURES = re.compile(f"{PASTED}|{HANDED_IN}")
SPACED = re.compile(r"!\[([^\]\n]{0,200})\]\(([^()<>\n]{1,200}\.(?:png|jpe?g|gif|webp))\)", re.IGNORECASE)
"""A picture whose name has spaces, as every screenshot of a Mac's; Markdown wants it in angle brackets."""
ATTACHED = "attachment:"
# with which a formula in HTML of the student's own would reach into the page
MACROS = re.compile(r"\\(href|url|require|style|class|cssId|data|unicode|def|newcommand|let)", re.IGNORECASE)
SPELLED = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{1,4})|0*([0-9]{1,5}));?|&(bsol);")
MOST_TIMES, DEEPEST = 8, 60  # the page by the length of its source; elements inside each other
TAG = re.compile(r"<(/?)(\w+)[^>]*>")
EMPTY = {"br", "hr", "img"}
# of a block of code; its language is dropped, since highlighting some languages takes forever
FENCE = re.compile(r"^(\s*(?:```|~~~)).*$", re.MULTILINE)


class TooMuch(ValueError):
    """It is formatted out of proportion."""


def page(
    source: str, attachments: Mapping[str, Any] | None = None, pictures: Mapping[str, str] | None = None
) -> str:
    """Return Markdown as HTML that needs nothing else: formulas are MathML. Raises TooMuch.

    Args:
        source: the text.
        attachments: its cell's.
        pictures: {name: address} of what was handed in beside it; None where nobody knows.
    """
    renderer = Apart(attachments or {})
    allowed = PICTURES if pictures is None else re.compile(f"{PASTED}|{linking.BESIDE.pattern}")
    clean = _clean(_rendered(source, renderer), renderer.mark, allowed)
    pasted = sum(len(data) for one in renderer.attachments.values() for data in one.values())
    if len(clean) > MOST_TIMES * (len(source) + 1000) + 2 * pasted or _depth(clean) > DEEPEST:
        raise TooMuch("it is formatted out of proportion")
    if pictures is not None:
        clean = linking.IMAGE.sub(linking.finder(pictures), clean)
    number = re.compile(f"{renderer.mark}(\\d+);")
    disarmed = MACROS.sub(r"\\text{\1}", SPELLED.sub(_plainly, clean))
    return number.sub(lambda found: renderer.formulas[int(found[1])], disarmed)


def _plainly(found: re.Match[str]) -> str:
    """Return a letter or a backslash that is spelled by its number as itself; all else stays spelled."""
    hexadecimal, decimal, backslash = found.groups()
    letter = "\\" if backslash else chr(int(hexadecimal, 16) if hexadecimal else int(decimal))
    return letter if letter == "\\" or (letter.isascii() and letter.isalnum()) else found[0]


def _depth(html: str) -> int:
    """Return how deep elements are inside each other, in clean HTML."""
    depth = deepest = 0
    for closes, name in TAG.findall(html):
        depth += 0 if name in EMPTY else -1 if closes else 1
        deepest = max(deepest, depth)
    return deepest


class Apart(IPythonRenderer):
    """nbconvert's renderer, with formulas set apart, to be put in after the cleaning.

    A picture that is not there is named, where nbconvert gives up on the whole page.
    """

    def __init__(self, attachments: Mapping[str, Any]) -> None:
        super().__init__(escape=False, attachments=dict(attachments), exclude_anchor_links=True)
        self.formulas: list[str] = []
        self.mark = f"formula-{secrets.token_hex(16)}-"  # nobody can write it into an answer

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith(ATTACHED) and url.removeprefix(ATTACHED) not in self.attachments:
            return f"[a picture that is not here: {escape(text or url)}]"
        return super().image(text, url, title)

    def _apart(self, latex: str, block: bool = False) -> str:
        self.formulas.append(typeset(latex, block))
        return f"{self.mark}{len(self.formulas) - 1};"

    def inline_math(self, body: str) -> str:
        return self._apart(body)

    def block_math(self, body: str) -> str:
        return self._apart(body, block=True)

    def latex_environment(self, name: str, body: str) -> str:
        return self._apart(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True)


def _rendered(source: str, renderer: Apart) -> str:
    spaced = SPACED.sub(lambda found: f"![{found[1]}](<{found[2]}>)", FENCE.sub(r"\1", source))
    return MarkdownWithMath(renderer=renderer).render(spaced)


def _clean(html: str, mark: str, pictures: re.Pattern[str]) -> str:
    def kept(tag: str, name: str, value: str) -> bool:
        """Tell whether an attribute may stay; a formula has no place in one."""
        if mark in value:
            return False
        if (tag, name) == ("a", "href"):
            return bool(LINKS.match(value))
        if (tag, name) == ("img", "src"):
            return bool(pictures.match(value))
        return name in HARMLESS

    protocols = {"http", "https", "mailto", "data"}
    return str(bleach.clean(html, tags=TAGS, attributes=kept, protocols=protocols, strip=True))
