"""A sheet as its author wrote it: what is prose, what is a display, and the rows of each display."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

DISPLAY = re.compile(
    r"\$\$(?P<dollars>.*?)\$\$|\\\[(?P<brackets>.*?)\\\]"
    r"|\\begin\{(?P<env>(?:align|equation|gather|eqnarray|multline|flalign|alignat)\*?)\}"
    r"(?P<inside>.*?)\\end\{(?P=env)\}",
    re.DOTALL,
)
LINE = re.compile(  # a formula alone in a line, after a label, the mark of a list, or one word
    r"^\s*(?P<label>\(?\d?\s*\(?[a-i]\)|\d[a-i][.):]?)?(?:\s*(?:[-*+•]|\d+\.|\\item(?:\[[^\]]*\])?)\s)?"
    r"(?P<word>\s*(?:so|hence|thus|then|therefore|finally|this gives|we (?:get|have|obtain)"
    r"|also|daher|donc|因此|所以|따라서|그러므로)\s*[,:]?)?\s*\$(?P<formula>[^$]+)\$\s*[.,;:]?\s*$",
    re.IGNORECASE,
)
CONTINUED = re.compile(r"^\s*(?:[-*+•]|\\item)?\s*\$\s*(?P<formula>=[^$]+)\$(?P<rest>.*)$")  # $= …$ since …
INTERRUPTED = re.compile(r"\\(?:short)?intertext\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
INLINE = re.compile(r"(?<![\\$])\$(?!\$)([^$]+)\$(?!\$)")
SIGNED = re.compile(  # \overset{(1)}{=}, \stackrel{!}{=}, ={}
    r"\\(?:overset|stackrel|underset)\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*\{\s*=\s*\}|=\s*\{\s*\}"
)
DISTANCE = re.compile(r"^\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\]")  # of two rows, as in \\[2pt]
LINES = re.compile(
    r"\\(begin|end)\{(?:aligned|alignedat|split|gathered|align|equation|eqnarray|gather|array)\*?\}"
    r"(?:\{[^{}]*\})?"
)
WHOLE = re.compile(  # one environment with all the rows in it
    r"^\s*\\begin\{(aligned|split|gathered|alignedat|array|align|equation|eqnarray|gather|flalign)\*?\}"
    r"(?:\{[^{}]*\})?(.*)\\end\{\1\*?\}\s*",
    re.DOTALL,
)
FOLLOWS = re.compile(r"^\s*(?:&|\\quad|\\qquad|\\;|~|\s)*(?:=|\\equiv)")
CONTINUES = re.compile(r"^\s*(?:&|\\quad|\\qquad|\\;|~|\s)*(?:\+|-|\\times|\\cdot)")
NESTED = re.compile(r"\\(begin|end)\{([a-zA-Z]+)\*?\}|\\\\|[{}]")
NOTATION = re.compile(r"^\s*%+\s*notation\s*:\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)
LETTER = r"(?:\\[a-z]+|[a-zA-Z0-9])(?:_[a-zA-Z0-9])?"
NO_FORMULA = re.compile(  # words, a label, a condition or a shape that stand alone in a display
    r"\s*(?:\\(?:text|mathrm|mbox)\w*\{[^{}$\\]*\}|\(?\s*(?:\\math\w+\s*\{)?\s*[a-zA-Z]\s*\}?\s*\)"
    r"|(?:\\text\w*\{\s*(?:if|when|for|case)\s*\}\s*)?[a-z](?:_[a-z])?\s*(?:=|\\neq?|≠)\s*(?:[a-z](?:_[a-z0-9])?|0)"
    r"|[A-Za-z\\]+(?:_\{?\w+\}?)?\s*:\s*\(?[\w\s+|{}]+\\times[\w\s+|{}]+\)?)\s*[.,;:]?\s*"
)
BETWEEN = re.compile(  # what may stand between two equations of a row; brackets are counted
    r"\\(?:begin|end)\{\w+\*?\}|\\[{}]|[{}()\[\]]"
    r"|(?P<between>(?:(?<!\\)[,;])?(?:\s*\\q?quad(?![A-Za-z])|\s*\\[,;: ])*\s*"
    r"\\text\w*\{\s*(?:and|und|et|y|e)\s*\}(?:\s*\\q?quad(?![A-Za-z]))*"
    r"|(?<!\\)[,;](?:\s*\\q?quad(?![A-Za-z])|\s*\\[,;: ])*|(?:\\q?quad(?![A-Za-z])\s*)+)"
)
CONDITION = re.compile(  # w = o, s = 1, \text{for } i = k, \text{where } z = …
    r"(?:\\text\w*\{[^{}]*\}\s*)?\(?\s*[a-z](?:_\{?[a-z](?:_[a-z])?\}?)?\s*(?:=|\\neq?|≠)\s*"
    r"(?:[a-z](?:_\{?[a-z](?:_[a-z])?\}?)?|\d+)\s*\)?\s*[.,;]?$"
    r"|\\text\w*\{\s*(?:where|with|for|if|when|wobei|mit|où|avec)\b"
)
NAMES = re.compile(r"\s*(?:\\hat\s*\{?[a-z]\}?|\\[a-z]+|[A-Za-z])(?:_\w|_\{[^{}]*\})?\s*=")
PAIR = re.compile(rf"\s*({LETTER})\s*=\s*({LETTER})\s*")


@dataclass(frozen=True)
class Piece:
    """A part of a sheet: prose, or a row of a display, which may go on from the row before.

    is_inline: it is an equation from within the prose before it.
    """

    text: str
    is_prose: bool = False
    follows: bool = False
    is_inline: bool = False


def pieces(text: str) -> list[Piece]:
    """Return the pieces of a sheet in Markdown or LaTeX, in their order."""
    found: list[Piece] = []
    at = 0
    for display in DISPLAY.finditer(text):
        found += _prose(text[at : display.start()])
        some = rows(
            next(group for group in display.group("dollars", "brackets", "inside") if group is not None)
        )
        goes_on = some and CONTINUES.match(some[0].text) and found and not found[-1].is_prose
        if goes_on and not found[-1].is_inline:  # a sum that was too long for one display
            last, first = found.pop(), some.pop(0)
            some.insert(0, Piece(f"{last.text} {first.text}", follows=last.follows))
        found += some
        at = display.end()
    return [*found, *_prose(text[at:])]


def stated_letters(text: str) -> list[tuple[str, str]]:
    """Return (a letter of the sheet, ours) for each that the sheet declares: `% notation: V = U, 0 = o`."""
    stated = (one for line in NOTATION.findall(text) for one in line.split(","))
    return [(pair[1], pair[2]) for one in stated if (pair := PAIR.fullmatch(one))]


def in_the_courses_letters(latex: str, letters: Sequence[tuple[str, str]]) -> str:
    """Return a row with letters replaced: names, but not what stands for a size or a set, and indices."""
    for letter, other in sorted(letters, key=lambda pair: -len(pair[0])):  # V_c before V
        old, new = re.escape(letter), other.replace("\\", r"\\")
        index = rf"(?<=_){old}(?![a-zA-Z0-9])|(?<=_\{{){old}(?=\}})"
        more = "_" if letter[0].isupper() else ""  # V is no V_c, and θ has entries θ_i
        name = rf"(?<![a-zA-Z0-9\\|^_])(?<!\^\{{)(?<!\\in ){old}(?![a-zA-Z0-9|{more}])"
        latex = re.sub(index if letter.isdigit() else f"{index}|{name}", new, latex)
    return latex


def _prose(text: str) -> Iterator[Piece]:
    for line in text.split("\n"):
        if found := LINE.match(line):
            if found["label"]:
                yield Piece(found["label"], is_prose=True)
            yield from rows(found["formula"])
        elif found := CONTINUED.match(line):
            yield from rows(found["formula"])
            yield Piece(found["rest"].strip(), is_prose=True)
        elif line.strip():
            yield Piece(line.strip(), is_prose=True)
            for formula in INLINE.findall(line):
                if "=" in formula.strip("= ") and not NO_FORMULA.fullmatch(formula):
                    yield Piece(formula.strip(), is_inline=True)


def rows(display: str) -> list[Piece]:
    """Return the rows of a display; a row that begins with a sign belongs to the one above it."""
    found: list[Piece] = []
    for row in _split(INTERRUPTED.sub(r"\\\\ \\text{\1} \\\\", display)):
        text = _without_alignment(row).strip()
        if not text:
            continue
        if found and CONTINUES.match(row):
            found[-1] = Piece(f"{found[-1].text} {text}", follows=found[-1].follows)
        else:
            found += _statements(text)
    return found


def _without_alignment(row: str) -> str:
    """Return a row without the signs at which rows are aligned; those of an inner environment stay."""
    if _holds_cases(row):
        return re.sub(r"^\s*&|(?<!\\)&(?=\s*=)", " ", row)
    return re.sub(r"(?<!\\)&", " ", LINES.sub(" ", row))


def _piece(row: str) -> Piece:
    return Piece(row, NO_FORMULA.fullmatch(row) is not None, bool(FOLLOWS.match(row)))


def _statements(row: str) -> list[Piece]:
    """Return the equations that stand beside each other in a row.

    Behind a chain, one that says what a name is is an equation aside. A condition belongs to its equation.
    """
    parts = [row[:0]]
    for piece, sign in _apart(row):
        if "=" in parts[-1] and _is_an_equation(piece):
            parts.append(piece)
        else:
            parts[-1] += sign + piece
    first, *others = map(_piece, parts)
    is_chain = first.follows or not NAMES.match(first.text)
    return [first, *(replace(one, is_inline=is_chain and bool(NAMES.match(one.text))) for one in others)]


def _is_an_equation(piece: str) -> bool:
    """Tell whether a piece of a row is an equation of its own: no condition, and not what goes on."""
    bare = _outside(re.sub(r"^\s*\\text\w*\{[^{}]*\}", "", piece))
    return "=" in bare and not FOLLOWS.match(piece) and not CONDITION.match(piece.strip())


def _apart(row: str) -> Iterator[tuple[str, str]]:
    """Iterate over (piece, the sign before it) of a row, between the signs that are in no brackets."""
    depth, start, sign = 0, 0, ""
    for found in BETWEEN.finditer(row):
        if found["between"] is None:
            depth += 1 if found[0].startswith(("{", "(", "[", "\\{", "\\begin")) else -1
        elif depth <= 0:
            yield row[start : found.start()], sign
            start, sign = found.end(), found[0]
    yield row[start:], sign


def _outside(text: str) -> str:
    """Return what of a text is in no brackets."""
    depth, kept = 0, []
    for letter in text:
        depth -= letter in ")}]"
        kept.append(letter if depth <= 0 else "")
        depth += letter in "({["
    return "".join(kept)


def _holds_cases(row: str) -> bool:
    return bool(re.search(r"\\begin\{(?:d|r)?cases|\\begin\{\w*matrix", row))


def _split(display: str) -> list[str]:
    r"""Return what is between the \\ that are in no braces and no inner environment."""
    text = WHOLE.sub(r"\2", SIGNED.sub("=", display))
    parts, depth, start = [], 0, 0
    for found in NESTED.finditer(text):
        if found[0] == "\\\\" and depth == 0:
            parts.append(text[start : found.start()])
            start = found.end()
        elif found[1] == "begin" or found[0] == "{":
            depth += 1
        elif found[1] == "end" or found[0] == "}":
            depth -= 1
    return [DISTANCE.sub("", part) for part in [*parts, text[start:]]]
