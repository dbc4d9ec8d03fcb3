"""Write on any terminal: what its encoding lacks is written in signs that every encoding has."""

import codecs
import io
import sys
import unicodedata

HANDLER = "w2v-plain"
PLAIN = {  # besides letters with accents, Greek letters, and what Unicode itself says is the same
    "✓": "+",
    "✗": "x",
    "◐": "~",
    "○": "-",
    "█": "#",
    "·": ".",
    "–": "-",
    "—": "-",
    "−": "-",
    "×": "x",
    "±": "+-",
    "≠": "!=",
    "≔": ":=",
    "→": "->",
    "∂": "d",
    "∑": "sum",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{COMBINING CIRCUMFLEX ACCENT}": "^",  # so that ŷ is told from y
}


def plain(text: str) -> str:
    """Write a text in ASCII; a sign with nothing like it becomes a question mark."""
    return "".join(map(_plain_sign, text))


def _plain_sign(sign: str) -> str:
    if sign.isascii() or sign in PLAIN:
        return PLAIN.get(sign, sign)
    name = unicodedata.name(sign, "")
    if name.startswith("GREEK ") and " LETTER " in name:
        return name.partition(" LETTER ")[2].split()[0].lower()
    alike = unicodedata.normalize("NFKD", sign)
    if alike == sign:
        return "" if unicodedata.combining(sign) else "?"
    return plain(alike).strip("?") or "?"


def _replace(problem: UnicodeError) -> tuple[str, int]:
    """Tell a codec what to write in place of what it lacks, and where to go on."""
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    return plain(problem.object[problem.start : problem.end]), problem.end


def prepare() -> None:
    """Let nothing that is written to the output or the errors stop the program."""
    codecs.register_error(HANDLER, _replace)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)
