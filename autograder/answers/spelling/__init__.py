r"""One spelling for an answer: no fonts, spaces, sizes, environments and Unicode, only what they enclosed.

What comes out is what latex.lark reads: `\mathbf{\hat y}_{w}`, `ŷ_w` and `\widehat{y}_w` all become
`\hat{y}_{w}`.
"""

import re
import unicodedata

from ..notation import PLAIN, Notation
from . import (  # noqa: F401  some register the tokens that they spell
    cases,
    commands,
    environments,
    expectation,
    fonts,
    prose,
    python,
)
from .macros import UNICODE
from .walker import Misspelled, Walker

__all__ = ["Misspelled", "spelled"]

COMMENT = re.compile(r"(?<!\\)%.*")


def spelled(latex: str, notation: Notation = PLAIN) -> str:
    """Return the answer in the one spelling. Raises Misspelled."""
    text = COMMENT.sub("", unicodedata.normalize("NFC", latex))
    text = cases.joined(python.translated(expectation.summed(prose.dropped(text))))
    text = re.sub(r"([A-Za-z])\u0302", r"\\hat{\1}", text)
    text = text.replace("...", r"\dots ").replace(":=", "=")
    text = text.replace(">=", r"\ge ").replace("<=", r"\le ").replace("!=", r"\ne ")
    for sign, instead in UNICODE.items():
        text = text.replace(sign, instead)
    text = re.sub(r"\^?⊤", r"^\\top ", text)
    text = re.sub(r"\\not\s*(=|\\in)", r"\\ne ", text)
    words = Walker(text, notation).line()
    while words and words[-1] in (".", ",", ";", ":", "="):
        words.pop()
    return " ".join(words)
