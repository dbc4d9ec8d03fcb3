"""Formulas as MathML, which browsers typeset by themselves: no network, no script."""

import html
import re
from xml.etree import ElementTree

from latex2mathml.converter import convert_to_element

ALIGNED = re.compile(
    r"\\(begin|end)\{(?:aligned|alignedat|align|gathered|gather|multline|eqnarray|flalign)\*?\}"
)
KEPT = set(
    "display stretchy mathvariant accent accentunder width scriptlevel displaystyle minsize maxsize "
    "columnalign rowspacing columnspacing linethickness fence form separator lspace rspace xmlns".split()
)
LONGEST = 5_000  # characters of a formula


def typeset(latex: str, block: bool = False) -> str:
    """Return the formula as HTML: MathML, or its source where that cannot be made of it."""
    try:
        if len(latex) > LONGEST:
            raise ValueError("too long to be a formula")
        element = convert_to_element(
            ALIGNED.sub(r"\\\1{align*}", latex), display="block" if block else "inline"
        )
        for node in element.iter():
            # the library writes entities where text belongs, and copies \href and \class into attributes
            node.text = html.unescape(node.text or "")
            for name in node.attrib.keys() - KEPT:
                del node.attrib[name]
        return ElementTree.tostring(element, encoding="unicode")
    except Exception:  # it raises of many kinds at what is no LaTeX, RecursionError among them
        return f"<code>{html.escape(latex)}</code>"
