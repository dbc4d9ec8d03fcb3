"""What is written in a font: letters, words, text between formulas, bold ones."""

import re

from .macros import CLOSING, FONTS, FONTS_OF_ONES, FONTS_OF_TEXT, FUNCTIONS
from .walker import RELATION, Walker, Words, spells

OTHERWISE = re.compile(r"otherwise|^else|anyother", re.IGNORECASE)
UNDEFINED = re.compile("undefined|notdefined|doesnotexist")
IF = ("si", "falls", "wenn", "für", "pour", "quand", "cuando", "para", "se", "als", "quando", "sofern")
CONDITION = re.compile(r"(?:if|for|when|where|and|with|while)(?:all|every|any|each)?")


@spells(*(f"\\{font}" for font in FONTS))
def _font(walker: Walker, token: str, before: Words) -> Words:
    """Spell what is written in a font: a word, a number of ones, or whatever it is."""
    font = token[1:]
    if font in FONTS_OF_ONES and (ones := _ones(walker, font)):
        return ones
    if font in FONTS_OF_TEXT and walker.peek() == "{":
        return _text(walker, walker.raw())
    inside = walker.argument()
    if inside == ["d"]:
        return ["\\partial"]
    run = "".join("d" if word == "\\partial" else word for word in inside)
    if len(inside) > 1 and re.fullmatch(r"[A-Za-z\-]+", run):
        word = run.replace("-", "")
        return [FUNCTIONS.get(word.lower(), f"\\name{{{word}}}")]
    return inside


def _ones(walker: Walker, font: str) -> Words | None:
    """Spell a bold 1, alone or with a condition; None if it is no 1."""
    start = walker.at
    inside = walker.argument()
    is_one = inside == ["1"] or (inside == ["I"] and font.startswith(("mathbb", "mathds")))
    if not is_one:
        walker.at = start
        return None
    if walker.peek() in CLOSING:
        here = walker.at
        condition = walker.line(CLOSING[walker.take()])
        if RELATION.search(" ".join(condition)):
            return ["\\indicator", "\\{", *condition, "\\}"]
        walker.at = here
    return ["\\ones"]


def _text(walker: Walker, text: str) -> Words:
    """Spell words between formulas, their spaces gone: a name, `if`, `otherwise`."""
    if text.strip() == ",":
        return [","]
    text = text.replace("$", " ").replace("\\", " ").strip(" .,;:")
    if text.startswith("(") and text.endswith(")"):
        return []  # a remark, on the convention for instance
    if re.search(r"\d", text) or not re.search(r"[A-Za-z]", text):
        return Walker(text, walker.notation).line()
    if OTHERWISE.search(text):
        return ["\\otherwise"]
    if UNDEFINED.search(text):
        return ["\\undefined"]
    if text.lower() in FUNCTIONS:
        return [FUNCTIONS[text.lower()]]
    if text.lower() in IF:
        return ["\\when"]
    if condition := CONDITION.match(text):
        return ["\\when", *Walker(text[condition.end() :], walker.notation).line()]
    run = re.sub(r"[^A-Za-z]", "", text)
    return [f"\\name{{{run}}}"] if run else []
