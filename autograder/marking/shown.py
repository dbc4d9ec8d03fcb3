"""An entry as HTML: an answer typeset, with the marks of its rows, and all members of its group at a glance.

Students' texts are cleaned or escaped in a process with limits, as on all pages.
"""

import difflib
import functools
import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape

import jinja2
from markupsafe import Markup, escape

from autograder.course import Course
from autograder.gradebook import markdown, schemes, showing
from autograder.results.pages import PAGES
from autograder.results.verdict import Verdict

from .answers import Answer
from .items import Item

STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
SOURCE = re.compile(r'(<img[^>]*?\bsrc=")(?!data:)([^"]*)"')
TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
MOST_SHOWN = 700  # characters of a member at a glance
ENVIRONMENT = PAGES.overlay(loader=jinja2.PackageLoader("autograder", "marking/templates"))


def page(name: str, **values: object) -> str:
    """Fill in a template of the marking page."""
    return ENVIRONMENT.get_template(name).render(**values)


def answer(one: Answer, address: Callable[[str], str]) -> Markup:
    """Return an answer typeset, its rows with their marks, its final lines, and what its code drew.

    address: gives the address of a file of the student's by its name.
    """
    lines = [_latex(line) for line in one.finals]
    text, rows, *formulas = showing.answer(one.source, one.attachments, one.derivation, lines)
    text = SOURCE.sub(lambda found: f'{found[1]}{escape(address(unescape(found[2])))}"', text)
    return Markup(
        page(
            "answer.html",
            text=Markup(text),
            rows=Markup(STYLE.sub("", rows)),
            finals=[_final(line, html) for line, html in zip(one.finals, formulas, strict=True)],
            pictures=[f"data:{kind};base64,{''.join(code.split())}" for kind, code in one.pictures],
        )
    )


def _latex(line: Mapping[str, object]) -> str:
    """Return what is written in a final line's cell, below its first line."""
    return str(line["source"]).partition("\n")[2].strip().strip("$")


def _final(line: Mapping[str, object], html: str) -> dict[str, object]:
    """Return a final line's verdict, ready to be shown."""
    record = line["record"]
    data = record["verdict"] if isinstance(record, dict) else None
    verdict = Verdict.from_data(data) if data else None
    return {
        "html": Markup(html) if _latex(line) else "",
        "is_blank": isinstance(record, dict) and record["blank"],
        "is_right": verdict is not None and verdict.is_right,
        "is_unreadable": verdict is not None and verdict.is_unreadable,
    }


def item(one: Item) -> Markup:
    """Return an item's text as HTML: what students are told, then what is for markers."""
    return _item(one.told, one.text.removeprefix(one.told).strip())


def told(one: Item) -> Markup:
    """Return what students are told of an item as HTML."""
    return _item(one.told, "")


@functools.lru_cache(1000)
def _item(told: str, rest: str) -> Markup:
    said = Markup(markdown.page(told))
    return said + Markup('<div class="rest">{}</div>').format(Markup(markdown.page(rest))) if rest else said


def model(course: Course, question: str) -> Markup:
    """Return the model answer of a question."""
    found, _ = schemes.schemes(course).get(question, ("", ""))
    return Markup(markdown.page(found))


@functools.lru_cache(4000)
def glance(text: str, first: str) -> Markup:
    """Return a text as it stands, with what differs from the first one marked."""
    if text == first:
        return escape(text[:MOST_SHOWN])
    mine, others = TOKEN.findall(text[:MOST_SHOWN]), TOKEN.findall(first[:MOST_SHOWN])
    found = Markup("")
    for kind, start, end, _, _ in difflib.SequenceMatcher(None, mine, others).get_opcodes():
        said = "".join(mine[start:end])
        is_new = kind != "equal" and said.strip()
        found += Markup("<mark>{}</mark>").format(said) if is_new else escape(said)
    return found


def variants(students: Sequence[str], answers: Mapping[str, Answer]) -> list[list[str]]:
    """Return the members of a group by what they wrote, the text that most have first."""
    found: dict[str, list[str]] = {}
    for student in students:
        found.setdefault(answers[student].source, []).append(student)
    return sorted(found.values(), key=lambda some: -len(some))
