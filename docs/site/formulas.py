"""Show formulas as MathML, which browsers typeset and screen readers speak, without a script."""

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from autograder.gradebook.mathml import typeset

LOG = logging.getLogger(__name__)


def inline(translator: Any, node: nodes.math) -> None:
    """Write a formula within a line."""
    translator.body.append(_typeset(node))
    raise nodes.SkipNode


def block(translator: Any, node: nodes.math_block) -> None:
    """Write a formula on lines of its own; who cannot see all of it can scroll it by keyboard."""
    translator.body.append(f'<div class="formula" tabindex="0">{_typeset(node, True)}</div>')
    raise nodes.SkipNode


def _typeset(node: nodes.Element, is_block: bool = False) -> str:
    html = typeset(node.astext(), is_block)
    if not html.startswith("<math"):
        LOG.warning("no MathML can be made of this formula: %s", node.astext(), location=node)
    return html.replace("<math ", f'<math alttext="{escape(node.astext())}" ', 1)  # for what speaks no MathML


def setup(app: Sphinx) -> dict[str, bool]:
    """Make this the way in which formulas are shown."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
