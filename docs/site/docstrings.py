"""Read docstrings as they are written here: what stands between backticks is code, all else is plain text."""

import re
from typing import Any

from sphinx.application import Sphinx

MARKS = re.compile(r"([\\*|]|(?<=\w)_(?!\w))")  # what reStructuredText would take for markup
ARRAY = re.compile(
    r"~?(?:numpy\.)?ndarray\[tuple\[(?:~?typing\.)?Any, \.\.\.\], ~?(?:numpy\.)?dtype\[[\w.~]+\]\]"
)
MODULES = re.compile(r"~(?:\w+\.)*")
MADE = re.compile(r"<(?:factory|function .*?>?)>|(?<== )Notation\([^()]*(?:\([^()]*\)[^()]*)*\)")  # defaults
ARGUMENTS = re.compile(r"<dl>\n((?:<dd>.*</dd>\n)+)</dl>")
DEFINITION, LINE = re.compile(r"<dd>(.*)</dd>"), r'<span class="argument">\1</span>'
ONE_VALUE = re.compile(r"^Returns:(?=\n +(?!\w+: ))", re.MULTILINE)  # and no "loss: float"
FIELD = re.compile(r"^[a-z]\w*(?:, [a-z]\w*)*: ")  # "written: points that a person gives."


def as_restructured(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Change the lines of a docstring in place."""
    parts = re.split(r"(`[^`]+`)", "\n".join(lines))
    plain = "".join(part if part.startswith("`") else MARKS.sub(r"\\\1", part) for part in parts)
    plain = ONE_VALUE.sub(
        "Return:", plain
    )  # which Napoleon takes as one value, and Returns as a list of names
    lines[:] = "\n\n".join(map(_listed, plain.split("\n\n"))).split("\n")


def _listed(paragraph: str) -> str:
    """Return a paragraph of fields as a list."""
    lines = paragraph.split("\n")
    if not FIELD.match(lines[0]):
        return paragraph
    return "\n".join(f"- {line}" if FIELD.match(line) else f"  {line}" for line in lines)


def with_short_types(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, *signature: str
) -> tuple[str, ...]:
    """Return a signature in which an array is called one, types by their last names, and all else by dots."""
    return tuple(part and MADE.sub("...", MODULES.sub("", ARRAY.sub("Array", part))) for part in signature)


def without_hollow_lists(
    app: Sphinx, name: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Make lines of a signature's arguments, which Sphinx writes as definitions without terms."""
    body = context.get("body", "")
    context["body"] = ARGUMENTS.sub(lambda found: DEFINITION.sub(LINE, found[1]), body)


def setup(app: Sphinx) -> dict[str, bool]:
    """Do so before Napoleon looks for Args and Returns."""
    app.connect("autodoc-process-docstring", as_restructured, priority=400)
    app.connect("autodoc-process-signature", with_short_types)
    app.connect("html-page-context", without_hollow_lists)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
