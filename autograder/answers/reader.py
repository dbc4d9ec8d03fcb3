"""LaTeX to trees."""

import functools
import importlib.util
import pathlib
import re
import sys

import lark

from .builder import Builder
from .notation import PLAIN, Notation
from .spelling import Misspelled, spelled
from .tree import Node
from .unreadable import Unreadable

__all__ = ["Unreadable", "read", "trees"]

LONGEST, DEEPEST = 4000, 80  # characters; parts inside each other
WRITTEN = {  # words of the one spelling, as a person writes them
    "\\transposed": "^\\top",
    "\\slope": "\\partial",
    "\\observed": "o",
    "\\when": "if",
    "\\otherwise": "otherwise",
}
SHOWN_BEFORE, SHOWN_AFTER = 25, 15  # letters of the answer around the place where it cannot be read
SHORTENED = re.compile(r"^[a-z]+(?=\s)")  # what is left of a command that is cut off

BARE = re.compile(r"\\sigma(?: ')*(?= (?:[)=+}\]*-]|\\cdot|\\circ)|$)")  # a σ of nothing
ALONE = re.compile(r"\\sigma((?: ')*)(?! ?'| \()|\\sigma((?: ')*)(?= \((?! \w \)))")


def read(latex: str, notation: Notation = PLAIN, bare: str = "") -> list[Node]:
    """Return the members of a chain of equalities; `bare` is what σ is taken of in σ' = σ (1 - σ).

    Raises Unreadable.
    """
    return list(_read(latex, notation, bare))


@functools.lru_cache(1024)
def _read(latex: str, notation: Notation, bare: str) -> tuple[Node, ...]:
    if len(latex) > LONGEST:
        raise Unreadable(f"The answer is longer than {LONGEST:,} characters: give the final line alone.")
    try:
        text = spelled(latex, notation)
    except Misspelled as problem:
        raise Unreadable(str(problem)) from None
    if not text:
        raise Unreadable("There is nothing to read yet: write the final line below the first.")
    if bare and BARE.search(text):
        of = spelled(bare, notation)
        text = ALONE.sub(lambda found: f"\\sigma{found[1] or found[2] or ''} ( {of} )", text)
    return tuple(_built(text, notation))


@functools.cache
def trees(latex: tuple[str, ...], notation: Notation) -> list[Node]:
    """Return the trees of texts of the course's own."""
    return [read(one, notation)[0] for one in latex]


def _built(text: str, notation: Notation) -> list[Node]:
    try:
        parsed = _parser().parse(text)
    except lark.exceptions.UnexpectedInput as problem:
        raise Unreadable(_where(text, problem)) from None
    if _is_too_deep(parsed):
        raise Unreadable("The answer is nested too deeply, or has too many terms: give the final line alone.")
    try:
        return Builder(notation).transform(parsed)
    except lark.exceptions.VisitError as problem:
        raise problem.orig_exc from None


@functools.cache
def _parser() -> lark.Lark:
    """Return the parser; its tables, which take a second, are kept where Python keeps this module's code."""
    grammar = pathlib.Path(__file__).with_name("latex.lark")
    kept = pathlib.Path(importlib.util.cache_from_source(str(grammar))).with_suffix(".tables")
    may_keep = kept.parent.is_dir() and not sys.dont_write_bytecode
    return lark.Lark(
        grammar.read_text("utf-8"),
        parser="lalr",
        maybe_placeholders=False,
        cache=str(kept) if may_keep else False,
    )


def _is_too_deep(parsed: lark.Tree[lark.Token]) -> bool:
    level = [parsed]
    for _ in range(DEEPEST):
        level = [child for node in level for child in node.children if isinstance(child, lark.Tree)]
        if not level:
            return False
    return True


def _as_written(text: str) -> str:
    """Return words of the one spelling as a person writes them."""
    for word, written in WRITTEN.items():
        text = text.replace(word, written)
    return text


def _where(text: str, problem: lark.exceptions.UnexpectedInput) -> str:
    """Say where the answer cannot be read, with what is before that place."""
    ended = isinstance(problem, lark.exceptions.UnexpectedToken) and problem.token.type == "$END"
    at = len(text) if ended or problem.pos_in_stream is None else problem.pos_in_stream
    before = SHORTENED.sub("", _as_written(text[:at])[-SHOWN_BEFORE:]).strip()
    rest = _as_written(text[at:])[:SHOWN_AFTER].strip()
    after = f", after “{before}”" if before else ""
    if not rest:
        return f"It ends too early{after}: is a bracket or an argument missing?"
    return f"It cannot be read at “{rest}”{after}."
