"""Verdicts on final lines, for a terminal and for a notebook; and the symbols that may be used."""

import pathlib
import re

from ..answers.questions import QUANTITIES
from ..answers.verdict import RIGHT, UNREADABLE, WRONG, plain

WORDS = {RIGHT: "right", WRONG: "not yet", UNREADABLE: "not read"}
MARKS = {RIGHT: "✓ Right.", WRONG: "✗ Not yet.", UNREADABLE: "– Not read."}


def text(found):
    """A verdict for a terminal."""
    lines = [f"understood   {found.understood}"] if found.understood else []
    lines.append(f"{WORDS[found.verdict]:<13}{plain(found.message)}")
    return "\n".join(lines + ([f"{'':<13}({found.convention})"] if found.convention else []))


def markdown(found):
    """A verdict for a notebook: what was understood, typeset, then the verdict, then the advice."""
    said = found.message.removeprefix("Right.").strip()
    about = f" ({found.convention})" if found.convention else ""
    parts = [f"$$\\displaystyle {found.understood}$$" if found.understood else "", f"**{MARKS[found.verdict]}**{about} {_escaped(said)}"]
    if found.advice == "unreadable":
        parts.append(f"Write what is right of ${QUANTITIES[found.question].left} =$. You may use {listed([found.question])}.")
    if found.verdict == UNREADABLE:
        parts.append("`%answer` in a cell of its own shows by examples how a final line is written.")
    return "\n\n".join(filter(None, parts))


def _escaped(said):
    """Text outside of formulas, so that Markdown takes it as it is."""
    parts = said.split("$")
    return "$".join(part if i % 2 else re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", part) for i, part in enumerate(parts))


def symbols(question):
    """What may be used, one symbol a line, for a terminal."""
    quantity = QUANTITIES[question]
    lines = [f"{name:<44}{plain(what)}" for name, what in quantity.symbols.items()]
    return "\n".join([f"{quantity.left} = …, written with", *lines])


def listed(formulas):
    """The symbols of some formulas in a sentence, for a notebook."""
    union = {name: what for formula in formulas for name, what in QUANTITIES[formula].symbols.items()}
    return ", ".join(f"${name}$ {what if what.startswith('(') else f'({what})'}" for name, what in union.items())


def may_use(question):
    """What a question's text says of its final lines."""
    if len(question.formulas) < 2:
        return f"The final line goes into a cell of its own, in LaTeX, with {listed(question.formulas)}."
    return f"The final lines go into {len(question.formulas)} cells of their own, in LaTeX, with {listed(question.formulas)}."


def language():
    """The page on how to write a final line."""
    return (pathlib.Path(__file__).parents[1] / "answers" / "language.md").read_text("utf-8")


def folded():
    """The page for a notebook, closed until somebody clicks on it."""
    title, _, page = language().partition("\n")
    return f"<details>\n<summary><b>{title.strip('# ')}</b> (click to open)</summary>\n\n{page.strip()}\n\n</details>"
