"""Environments: lines of a derivation, case distinctions, stacks below a sum."""

from .macros import CASES, LINES, MATRICES
from .walker import RELATION, Misspelled, Walker, Words, spells


@spells("\\begin")
def _environment(walker: Walker, token: str, before: Words) -> Words:
    name = walker.raw().strip().rstrip("*")
    if name == "array" and walker.peek() == "{":
        walker.raw()
    if name == "subarray":
        walker.raw()
        return ["," if word == "⏎" else word for word in _inside(walker, name) if word != "&"]
    if name in LINES and before[-1:] == ["\\{"]:
        before.pop()
        return ["\\cases", "{", *_rows(_inside(walker, name)), "}"]
    if name in LINES:
        return [word for word in _inside(walker, name) if word not in ("&", "⏎")]
    if name == "array" and before[-1:] == ["\\{"]:
        before.pop()
        return ["\\cases", "{", *_rows(_inside(walker, name)), "}"]
    if name in CASES:
        return ["\\cases", "{", *_rows(_inside(walker, name)), "}"]
    if name in MATRICES:
        return _matrix(walker, name)
    raise Misspelled(f"The environment {name[:30]} cannot be read.")


def _inside(walker: Walker, name: str) -> Words:
    """Return the words of an environment, with & between cells and ⏎ between rows."""
    found: Words = []
    while walker.peek() is not None:
        token = walker.take()
        if token == "\\end":
            walker.raw()
            return found
        if token == "\\\\":
            found.append("⏎")
            _skip_distance(walker)
        elif token == "&":
            found.append("&")
        else:
            found += walker.word(token, found)
    raise Misspelled(f"It ends too early: is \\end{{{name[:30]}}} missing?")


def _skip_distance(walker: Walker) -> None:
    r"""Skip the distance of two rows, as in \\[2pt]."""
    if walker.peek() == "[":
        while walker.peek() not in ("]", None):
            walker.at += 1
        walker.at += 1


def _matrix(walker: Walker, name: str) -> Words:
    inside = _inside(walker, name)
    if "&" in inside and all(RELATION.search(" ".join(row)) for row in _split(inside, "⏎") if row):
        return ["\\cases", "{", *_rows(inside), "}"]
    cells = [word for word in inside if word not in ("&", "⏎")]
    if set(cells) <= {"0", "\\dots"}:
        return ["0"]
    while inside[-1:] == ["⏎"]:
        inside.pop()
    return ["\\stack", "{", *inside, "}"] if inside else ["0"]


def _rows(words: Words) -> Words:
    """Return the rows of a case distinction, `value & condition ⏎ …`, without those that have no value."""
    kept: Words = []
    for row in map(_with_condition, _split(words, "⏎")):
        value, *conditions = _split([word for word in row if word != "\\when"], "&")
        if not value or "\\undefined" in value:
            continue
        condition = [word for part in conditions for word in part]
        for part in (value, condition):
            while part and part[-1] in (",", ".", ";", ":"):
                part.pop()
        kept += [*(["⏎"] if kept else []), *value, *(["&", *condition] if condition else [])]
    return kept


def _with_condition(row: Words) -> Words:
    """Return a row with an & before its condition, be that after a word or in brackets."""
    if "&" in row:
        return row
    if "\\when" in row:
        place = row.index("\\when")
        return [*row[:place], "&", *row[place + 1 :]]
    if "\\otherwise" in row[1:]:
        place = row.index("\\otherwise")
        return [*row[:place], "&", *row[place:]]
    opening = len(row) - 1 - row[::-1].index("(") if row[-1:] == [")"] and "(" in row else 0
    if opening and RELATION.search(" ".join(row[opening:])):
        return [*row[:opening], "&", *row[opening + 1 : -1]]
    return row


def _split(words: Words, sign: str) -> list[Words]:
    """Return the parts between signs that are in no braces of their own."""
    parts: list[Words] = [[]]
    depth = 0
    for word in words:
        depth += {"{": 1, "}": -1}.get(word, 0)
        if word == sign and depth == 0:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


@spells("\\substack")
def _stack(walker: Walker, token: str, before: Words) -> Words:
    """Return the words of lines below each other, with a comma between lines."""
    if walker.peek() != "{":
        return []
    walker.at += 1
    found: Words = []
    while walker.peek() is not None:
        token = walker.take()
        if token == "}":
            return [word for word in found if word != "&"]
        found += [","] if token == "\\\\" else walker.word(token, found)
    raise Misspelled("It ends too early: is a bracket missing?")
