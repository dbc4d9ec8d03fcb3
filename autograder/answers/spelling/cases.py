"""Spell an answer for two cases in one line, `A (w = o), B (w ≠ o)`, as the case distinction that it is."""

import re

SIGN = r"(?:=|\\neq?(?![A-Za-z])|\\not\s*=|≠|!=|<|>|\\[lg]eq?(?![A-Za-z])|≤|≥)"
SIDE = r"(?:\\[a-z]+\s+)?[A-Za-z0-9]+(?:_\{?[a-z0-9]\}?)?"
RELATION = rf"\$?\s*{SIDE}\s*{SIGN}\s*{SIDE}\s*\$?"
WORD = r"\\(?:text|mathrm|mbox|textrm)\s*\{[\s,(]*(?:for|if|when|where)\s*[^{}]{0,12}?\}"
SPACE = r"(?:\\[,;: ]|\\quad|\\qquad|~|\s)*"
CONDITION = re.compile(
    rf"{SPACE}(?:,?{SPACE}(?:{WORD}|\b(?:for|if|when)\b){SPACE}\(?(?P<after>{RELATION})\)?"
    rf"|\((?P<within>{RELATION})\)){SPACE}"
)
BETWEEN = re.compile(rf"{SPACE}(?:[,;]|\\text\s*\{{[\s,;]*(?:and|or|und|oder)?[\s,;]*\}}){SPACE}")
ASKED = re.compile(r"\s*(?:\\[dt]?frac\s*\{\s*\\partial|\\nabla|\\partial|\\[a-z]+'?\s*\(|\\mathrm\{\w+\}')")


def joined(text: str) -> str:
    """Return the text with its two cases as one; the text itself where it does not hold two."""
    if "cases" in text or text.count("\\\\"):
        return text
    first = CONDITION.search(text)
    between = first and BETWEEN.match(text, first.end())
    second = between and CONDITION.search(text, between.end())
    if not first or not between or not second or not re.fullmatch(r"[\s.,;]*", text[second.end() :]):
        return text
    one, other = text[: first.start()], text[between.end() : second.start()]
    if not one.strip() or not other.strip() or not _is_whole(one) or not _is_whole(other):
        return text
    rows = [_relation(first), _relation(second)]
    left, some, values = _members(one), _members(other), []
    kept = [left.pop(0)] if len(left) > 1 and ASKED.match(left[0]) else []
    for place, member in enumerate(left):
        also = some[min(place, len(some) - 1)] if len(some) == len(left) else some[-1]
        values.append(f"\\begin{{cases}} {member} & {rows[0]} \\\\ {also} & {rows[1]} \\end{{cases}}")
    return " = ".join([*kept, *values])


def _relation(found: re.Match[str]) -> str:
    return (found["after"] or found["within"]).replace("$", "")


def _is_whole(text: str) -> bool:
    """Tell whether all brackets in a text close."""
    return text.count("{") == text.count("}") and text.count("(") == text.count(")")


def _members(text: str) -> list[str]:
    """Return what is between the equals signs that are in no braces or brackets."""
    found, depth = [""], 0
    for letter in text:
        depth += {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}.get(letter, 0)
        if letter == "=" and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return found
