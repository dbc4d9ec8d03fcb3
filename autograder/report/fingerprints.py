"""Fingerprints of code and of written answers: what is left of a text when names and layout are gone.

Winnowing (Schleimer, Wilkerson and Aiken, 2003): of the hashes of all runs of `RUN` tokens, the least in
each window is kept, so that two texts that share a run of RUN + WINDOW - 1 tokens share a fingerprint.
Functions that say "limited" run in a process with limits.
"""

import builtins
import functools
import io
import keyword
import re
import tokenize
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from autograder.intake import Refused, decoded

CODE, TEXT = "code", "text"
RUN, WINDOW = {CODE: 12, TEXT: 10}, 6
Hashes = npt.NDArray[np.uint64]
NOTHING: Hashes = np.empty(0, np.uint64)
Packed = npt.NDArray[np.uint8]
Span = tuple[int, int, int]  # a line, and from which to which of its columns, all from 0
LEFT_OUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
KEPT = {*keyword.kwlist, *dir(builtins)}
ANY_NAME, ANY_TEXT = "a name", "a text"
BASE = np.uint64(0x100000001B3)
LATEX = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z]{2,}|[A-Za-z]|\d+|[^\s\w]|\w", re.DOTALL)
SPACING = frozenset(
    r"\left \right \big \Big \bigg \Bigg \bigl \bigr \displaystyle \quad \qquad \mathrm \mathbf "
    r"\boldsymbol \text \begin \end aligned align \, \; \: \! \\ { } $ & * # _".split()
) | {"\\ "}


class Token(NamedTuple):
    """A piece of a text as it is compared, and where it stands: a line from 0, columns from 0."""

    text: str
    line: int
    start: int
    end: int


class Prints(NamedTuple):
    """The fingerprints of a text: hashes, and the first and the last token of each."""

    hashes: Hashes
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]


def tokens_of_code(source: str, given: Iterable[str] = ()) -> list[Token]:
    """Return the tokens of a module up to where it is no Python any more.

    A name of the student's own is any name; builtins, `given` names and what follows a dot stay.
    """
    kept, found, is_attribute, begins = KEPT.union(given), list[Token](), False, True
    for token in _tokenized(source):
        is_text = token.type == tokenize.STRING
        if token.type in LEFT_OUT or (begins and (is_text or token.type == tokenize.NEWLINE)):
            continue  # a docstring says nothing of the code
        is_named = token.type == tokenize.NAME and not is_attribute and token.string not in kept
        text = ANY_TEXT if is_text else ANY_NAME if is_named else token.string
        begins = token.type == tokenize.NEWLINE
        is_attribute = token.string == "."
        (line, start), (_, end) = token.start, token.end
        found.append(Token("\n" if begins else text, line - 1, start, end))
    return found


def _tokenized(source: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(source).readline)
    except (tokenize.TokenError, SyntaxError):  # what stands before it counts
        return


def tokens_of_text(source: str) -> list[Token]:
    """Return the words of a written answer and the signs of its formulas; spacing and braces say nothing."""
    return [
        Token(found[0].lower() if len(found[0]) > 1 else found[0], line, found.start(), found.end())
        for line, text in enumerate(source.splitlines())
        for found in LATEX.finditer(text)
        if found[0] not in SPACING
    ]


def prints_of(tokens: Sequence[Token], kind: str) -> Prints:
    """Return the fingerprints of some tokens; none of what is shorter than a run."""
    run = RUN[kind]
    count = len(tokens) - run + 1
    if count < 1:
        empty = np.empty(0, np.int64)
        return Prints(NOTHING, empty, empty)
    each = np.array([_number(token.text) for token in tokens], np.uint64)
    hashes = np.zeros(count, np.uint64)
    for place in range(run):
        hashes = hashes * BASE + each[place : place + count]
    hashes ^= hashes >> np.uint64(29)
    windows = np.lib.stride_tricks.sliding_window_view(hashes, min(WINDOW, count))
    chosen = np.unique(windows.argmin(axis=1) + np.arange(len(windows)))
    return Prints(hashes[chosen], chosen, chosen + run - 1)


@functools.lru_cache(maxsize=50_000)
def _number(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "replace"))


def as_packed(data: bytes) -> Packed:
    """Return bytes as they cross into the process with limits."""
    return np.frombuffer(data, np.uint8)


# ---------------------------------------------------------------- limited


def warm() -> None:
    """Learn what comparing needs: the imports of this module are all (limited)."""


def of_submission(
    files: Mapping[str, Packed], texts: Sequence[str], given: Sequence[str]
) -> tuple[Hashes, Hashes]:
    """Return the hashes of a submission's modules, and those of its written answers (limited)."""
    sources = [readable(name, data) for name, data in files.items()]
    code = [prints_of(tokens_of_code(source, given), CODE).hashes for source in sources]
    text = [prints_of(tokens_of_text(source), TEXT).hashes for source in texts]
    return _together(code), _together(text)


def _together(several: Sequence[Hashes]) -> Hashes:
    return np.unique(np.concatenate([NOTHING, *several]))


def readable(name: str, data: Packed) -> str:
    """Return a module as text; nothing where it is none."""
    try:
        return decoded(name, data.tobytes())
    except Refused:
        return ""


Found = list[tuple[str, str, list[Span]]]
"""Of each text with something shared: its title, how it may be shown, and where that stands."""


def shared_in(
    files: Mapping[str, Packed],
    texts: Mapping[str, str],
    given: Sequence[str],
    shared: Hashes,
    is_bare: bool,
) -> tuple[Found, Found]:
    """Return the modules and the answers that hold some of `shared` (limited)."""
    code, text = [], []
    for name, data in files.items():
        source = readable(name, data)
        spans = _spans(tokens_of_code(source, given), CODE, shared)
        code += [(name, bare(source) if is_bare else source, spans)] if spans else []
    for id, source in texts.items():
        spans = _spans(tokens_of_text(source), TEXT, shared)
        text += [(id, source, spans)] if spans else []
    return code, text


def _spans(tokens: Sequence[Token], kind: str, shared: Hashes) -> list[Span]:
    """Return where the fingerprints `shared` stand in a text."""
    hashes, first, last = prints_of(tokens, kind)
    is_shared = np.isin(hashes, shared)
    places = {
        place
        for start, end in zip(first[is_shared].tolist(), last[is_shared].tolist(), strict=True)
        for place in range(start, end + 1)
    }
    return _joined(tokens, places)


def _joined(tokens: Sequence[Token], places: Collection[int]) -> list[Span]:
    """Return spans that cover these tokens; neighbours on a line are one span."""
    spans: list[Span] = []
    before = -2
    for place in sorted(places):
        token = tokens[place]
        if spans and place == before + 1 and spans[-1][0] == token.line:
            spans[-1] = (token.line, spans[-1][1], token.end)
        elif token.text != "\n":
            spans.append((token.line, token.start, token.end))
        before = place
    return spans


def lines_of(source: str) -> list[str]:
    """Return the lines of a module as tokens count them: `splitlines` parts at more signs."""
    return source.split("\n")


def bare(source: str) -> str:
    """Return a module without comments and texts, which may hold a name; lines stay where they are."""
    lines = lines_of(source)
    for token in reversed(list(_tokenized(source))):
        if token.type not in (tokenize.COMMENT, tokenize.STRING):
            continue
        (first, start), (last, end) = token.start, token.end
        put = "#" if token.type == tokenize.COMMENT else '"…"'
        rest = lines[last - 1][end:]
        lines[first - 1] = lines[first - 1][:start] + put + rest
        for line in range(first, last):
            lines[line] = ""
    return "\n".join(lines)
