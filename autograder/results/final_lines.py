"""Verdicts on final lines, for a terminal and for a notebook; and the symbols that may be used."""

import re
from collections.abc import Iterable, Mapping

from .verdict import RIGHT, UNREADABLE, WRONG, Verdict, plain

WORDS = {RIGHT: "right", WRONG: "not yet", UNREADABLE: "not read"}
MARKS = {RIGHT: "✓ Right.", WRONG: "✗ Not yet.", UNREADABLE: "– Not read."}
# as the marks of a check: templates/results.html
COLORS = {RIGHT: "#0a7d6c", WRONG: "#d55e00", UNREADABLE: "#8a8a8a"}
EDGE = "border-left: 4px solid {}; padding-left: 8px"

Symbols = Mapping[str, str]  # {what may be used: what it is}


def text(verdict: Verdict) -> str:
    """Return a verdict for a terminal."""
    lines = [f"understood   {verdict.understood}"] if verdict.understood else []
    return "\n".join([*lines, judgement(verdict)])


def judgement(verdict: Verdict) -> str:
    """Return the verdict itself, without what was understood."""
    lines = [f"{WORDS[verdict.verdict]:<13}{plain(verdict.message)}"]
    if verdict.convention:
        lines.append(f"{'':<13}({verdict.convention})")
    return "\n".join(lines)


def markdown(verdict: Verdict, left: str, symbols: Symbols) -> str:
    """Return a verdict for a notebook: what was understood, typeset, then the verdict, then the advice.

    `left` and `symbols` are the formula's.
    """
    said = verdict.message.removeprefix("Right.").strip()
    about = f" ({verdict.convention})" if verdict.convention else ""
    parts = [f"$$\\displaystyle {verdict.understood}$$"] if verdict.understood else []
    mark = f'<b style="{EDGE.format(COLORS[verdict.verdict])}">{MARKS[verdict.verdict]}</b>'
    parts.append(f"{mark}{about} {_escaped(said)}")
    if verdict.advice == "unreadable":
        parts.append(question(left, symbols))
    if verdict.verdict == UNREADABLE:
        parts.append("`%answer` in a cell of its own shows by examples how a final line is written.")
    return "\n\n".join(parts)


def question(left: str, symbols: Symbols) -> str:
    """Say for a notebook what is asked for, and what may be used."""
    return f"Write what is right of ${left} =$. You may use {listed([symbols])}."


def _escaped(said: str) -> str:
    """Escape the text outside of formulas, so that Markdown takes it as it is."""
    parts = said.split("$")
    return "$".join(
        part if i % 2 else re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", part) for i, part in enumerate(parts)
    )


def declared(left: str, symbols: Symbols) -> str:
    """Return what a formula may use, one symbol per line, for a terminal."""
    lines = [f"{name:<44}{plain(what)}" for name, what in symbols.items()]
    return "\n".join([f"{left} = …, written with", *lines])


def listed(several: Iterable[Symbols]) -> str:
    """Return the symbols of some formulas in a sentence, for a notebook."""
    union = {name: what for symbols in several for name, what in symbols.items()}
    return ", ".join(
        f"${name}$ {what if what.startswith('(') else f'({what})'}" for name, what in union.items()
    )


def may_use(several: list[Symbols]) -> str:
    """Return what a question's text says of its final lines, from the symbols of its formulas."""
    if len(several) < 2:
        return f"The final line goes into a cell of its own, in LaTeX, with {listed(several)}."
    return f"The final lines go into {len(several)} cells of their own, in LaTeX, with {listed(several)}."


def folded(page: str) -> str:
    """Return the page on how to write a final line for a notebook, closed until somebody clicks on it."""
    title, _, rest = page.partition("\n")
    summary = f"<summary><b>{title.strip('# ')}</b> (click to open)</summary>"
    return f"<details>\n{summary}\n\n{rest.strip()}\n\n</details>"
