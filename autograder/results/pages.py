"""The templates of all HTML that the program writes."""

import jinja2
from markupsafe import Markup, escape

from .words import counted, number, plural

PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("autograder", "results/templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def code(text: str) -> Markup:
    """Return a text as HTML, with what stands between backticks as code."""
    parts = str(text).split("`")
    if len(parts) % 2 == 0:  # one of them is no pair's
        return Markup(escape(text))
    shown = (
        Markup("<code>{}</code>").format(part) if i % 2 else escape(part) for i, part in enumerate(parts)
    )
    return Markup("").join(shown)


PAGES.filters |= {"code": code, "number": number, "counted": counted, "plural": plural}


def page(name: str, **values: object) -> str:
    """Fill in a template."""
    return PAGES.get_template(name).render(**values)
