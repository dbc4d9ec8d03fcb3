"""The shape of an answer: what it says, apart from its wording and spelling; answers are grouped by it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from autograder.answers.normal import normal_form
from autograder.answers.notation import PLAIN, Notation
from autograder.results.derivations import BREAKS, HOLDS, PROSE, Line, Part

from .languages import is_critical, language_of, says_little, stem

FORMULA = re.compile(
    r"\$\$(.+?)\$\$|\\\[(.+?)\\\]|\\begin\{(?:align|equation|gather)\*?\}(.+?)\\end\{(?:align|equation|gather)\*?\}"
    r"|\$([^$\n]+)\$|\\\((.+?)\\\)",
    re.DOTALL,
)
WORD = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)?|\x00\d+\x00|[.!?;:\n]")
BREAK = re.compile(r"[.!?;:\n]")
PLACE = re.compile(r"\x00(\d+)\x00")
SPACES = re.compile(r"\\[,;!: ]|\\q?quad|\\(?:left|right|big|Big|bigg|Bigg)(?![a-z])|[\s{}&]|\\\\")
NOTHING = frozenset(
    "|no answer|none|nothing|idk|i dont know|i don't know|todo|n a|no idea|keine antwort|keine ahnung"
    "|weiß nicht|ich weiß nicht|nichts|aucune idée|je ne sais pas|rien|pas de réponse".split("|")
)


@dataclass(frozen=True)
class Shape:
    """What is compared of an answer.

    is_blank: nothing is said. same: all of it, in one spelling. rows: verdicts on a derivation, with advice.
    skeleton: of each sentence, its formulas, numbers and words that turn the sense. words: all others.
    formulas: all of them in normal form.
    """

    is_blank: bool
    same: str
    rows: tuple[str, ...]
    language: str
    skeleton: tuple[str, ...]
    words: tuple[str, ...]
    formulas: tuple[str, ...]

    def to_data(self) -> dict[str, Any]:
        """Return the shape as plain data, for `from_data`."""
        found = asdict(self)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Shape":
        plain: dict[str, Any] = {}
        for name, value in data.items():
            plain[name] = tuple(value) if isinstance(value, list) else value
        return cls(**plain)


def shape_of(
    source: str, part: Part | None = None, notation: Notation = PLAIN, *, is_decided: bool = False
) -> Shape:
    """Return the shape of an answer in Markdown, whose derivation was followed in `part`.

    is_decided: the program sees which items the rows fulfil, so rows that hold are told apart by that alone.
    """
    has_rows = part is not None and bool(part.rows)
    text, formulas = _taken_apart(source, notation, keeps_displays=not has_rows)
    tokens = [token for token in WORD.findall(text) if not BREAK.fullmatch(token)]
    rows = tuple(_rows(part, notation, is_decided)) if part is not None and has_rows else ()
    words = [token for token in tokens if not PLACE.fullmatch(token)]
    skeleton = sorted(" ".join(_bones(sentence, formulas)) for sentence in _sentences(text))
    said = [_put_back(token, formulas) for token in tokens]
    return Shape(
        is_blank=not rows and not formulas and " ".join(words) in NOTHING,
        same=" ".join([*said, *rows]),
        rows=rows,
        language=language_of(words),
        skeleton=tuple(bones for bones in skeleton if bones),
        words=tuple(sorted(stem(word) for word in words if not says_little(word) and not is_critical(word))),
        formulas=(*formulas, *_formulas(part, notation)),
    )


def _taken_apart(source: str, notation: Notation, keeps_displays: bool) -> tuple[str, list[str]]:
    """Return the prose with places for its formulas, and these in normal form."""
    formulas: list[str] = []

    def taken(found: re.Match[str]) -> str:
        is_display = any(found.group(1, 2, 3))
        if is_display and not keeps_displays:
            return "\n"
        latex = next(group for group in found.groups() if group is not None)
        formulas.append(_normal(latex, notation))
        return f" \0{len(formulas) - 1}\0 "

    plain = FORMULA.sub(taken, source.replace("\0", ""))
    return unicodedata.normalize("NFKC", plain).casefold(), formulas


def _normal(latex: str, notation: Notation) -> str:
    return normal_form(latex.strip(" .,;"), notation) or SPACES.sub("", latex).strip(".,;")


def _sentences(text: str) -> Iterator[list[str]]:
    sentence: list[str] = []
    for token in WORD.findall(text):
        if BREAK.fullmatch(token):
            yield sentence
            sentence = []
        else:
            sentence.append(token)
    yield sentence


def _bones(sentence: list[str], formulas: list[str]) -> Iterator[str]:
    """Iterate over what must be the same, and in this order: formulas, numbers, words that turn the sense."""
    for token in sentence:
        if PLACE.fullmatch(token):
            yield _put_back(token, formulas)
        elif is_critical(token):
            yield token


def _put_back(token: str, formulas: list[str]) -> str:
    place = PLACE.fullmatch(token)
    return formulas[int(place[1])] if place else token


def _formulas(part: Part | None, notation: Notation) -> Iterator[str]:
    for line in part.lines if part is not None else ():
        if line.verdict != PROSE:
            yield _normal(line.latex, notation)


def _rows(part: Part, notation: Notation, is_decided: bool) -> Iterator[str]:
    """Iterate over what is found on a derivation: verdicts, advice, items that are seen, the final line."""
    for line in part.lines:
        if line.verdict != PROSE:
            yield _row(line, notation, is_decided)
    yield f"seen {[one.item for one in part.fulfilled]}, final {part.final}"


def _row(line: Line, notation: Notation, is_decided: bool) -> str:
    """Return a row as its verdict; where that does not say what is in it, with what is in it."""
    says_it = (line.verdict == HOLDS and is_decided) or (line.verdict == BREAKS and line.message)
    return f"{line.verdict} {line.message if says_it else _normal(line.latex, notation)}".strip()
