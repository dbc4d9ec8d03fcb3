"""The templates of all HTML that the program writes."""

import jinja2

from .words import counted, number, plural

PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("autograder", "results/templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGES.filters |= {"number": number, "counted": counted, "plural": plural}


def page(name: str, **values: object) -> str:
    """Fill in a template."""
    return PAGES.get_template(name).render(**values)
