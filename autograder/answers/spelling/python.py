"""Read a line as Python would have it: U.T @ (y_hat - y), np.outer(a, b)."""

import re

SIGNS = re.compile(r"\bnp\s*\.|\.\s*T\b|@|\b[a-z]_hat\b")
CALLS = re.compile(r"(?:\\mathrm\{|\\text\{|\\operatorname\{)?(outer|dot|onehot)\}?\s*\(")


def translated(text: str) -> str:
    """Return the text with what is Python's written as LaTeX."""
    if SIGNS.search(text):
        text = re.sub(r"\bnp\s*\.\s*", "", text)
        text = re.sub(r"\.\s*T\b", r"^\\top ", text).replace("@", " ")
        text = re.sub(r"\b([a-z])_hat\b", r"\\hat{\1}", text)
        text = re.sub(r"\b(exp|log|sum)\b(?=\s*\()", r"\\\1", text)
    while call := CALLS.search(text):
        end = _closing(text, call.end())
        arguments = _split(text[call.end() : end])
        made = _called(call[1], arguments)
        if end < 0 or made is None:
            break
        text = text[: call.start()] + made + text[end + 1 :]
    return text


def _called(name: str, arguments: list[str]) -> str | None:
    match name, arguments:
        case "outer", [left, right]:
            return f"(({left})({right})^\\top)"
        case "dot", [left, right]:
            return f"(({left})({right}))"
        case "onehot", [at]:
            return f"e_{{{at}}}"
    return None


def _closing(text: str, start: int) -> int:
    """Return where the bracket closes that opens just before `start`; -1 if it does not."""
    depth = 1
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return -1


def _split(text: str) -> list[str]:
    """Return what is between the commas that are in no bracket."""
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts
