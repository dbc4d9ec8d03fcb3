"""Find syntax that an older Python does not know, in text that this one can read."""

import ast
import io
import token
import tokenize
from collections.abc import Iterable

NESTED = "quotes, backslashes, comments or line breaks inside the braces of an f-string"
Token = tuple[str, str, int]  # (its kind's name, its text, its line)


def newer(text: str, python: str) -> tuple[int, str] | None:
    """Return (line, what) of the first syntax that the Python of that version cannot read; None if it can."""
    major, minor = map(int, python.split("."))
    try:
        ast.parse(text, feature_version=(major, minor))
    except SyntaxError as problem:
        return problem.lineno or 0, problem.msg
    found = tokenize.generate_tokens(io.StringIO(text).readline)
    tokens = [(token.tok_name[one.type], one.string, one.start[0]) for one in found]
    if line := template_string(tokens):
        return line, "a template string"
    line = nested_in_an_f_string(tokens) if (major, minor) < (3, 12) else 0
    return (line, NESTED) if line else None


def template_string(tokens: Iterable[Token]) -> int:
    """Return the line of the first string t"…"; 0 if there is none."""
    return next((line for kind, _, line in tokens if kind == "TSTRING_START"), 0)


def nested_in_an_f_string(tokens: Iterable[Token]) -> int:
    """Return the line of the first f-string that Python before 3.12 ends too early (PEP 701); 0 if none."""
    around: list[str] = []  # the quotes of the f-strings that we are in
    for kind, text, line in tokens:
        outer = around[:-1] if kind in ("FSTRING_MIDDLE", "FSTRING_END") else around
        if kind != "FSTRING_END" and outer:
            breaks = kind == "NL" and len(outer[-1]) == 1
            if breaks or kind == "COMMENT" or "\\" in text or any(quote in text for quote in outer):
                return line
        if kind == "FSTRING_START":
            around.append(text.lstrip("fFrR"))
        elif kind == "FSTRING_END":
            around.pop()
    return 0
