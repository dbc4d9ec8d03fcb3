"""Messages as HTML: formulas between dollars are typeset, what is between backticks is code."""

from markupsafe import Markup

from autograder.gradebook import showing
from autograder.results.pages import code


def sentence(text: str) -> Markup:
    """Return a message as HTML."""
    parts = text.split("$")
    if len(parts) % 2 == 0:  # one of them is no pair's
        return code(text)
    typeset = (Markup(showing.formula(part)) if i % 2 else code(part) for i, part in enumerate(parts))
    return Markup("").join(typeset)


def formula(latex: str) -> Markup:
    """Return a formula as HTML."""
    return Markup(showing.formula(latex))
