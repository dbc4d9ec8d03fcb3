"""What two students share, side by side: modules by their functions, written answers by question."""

import itertools
import pathlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.course import Course
from autograder.sandbox.isolated import MachineError
from autograder.sandbox.limited import RanOut

from . import fingerprints
from .findings import SECONDS, Given, answers, limited, own_modules
from .fingerprints import Hashes, Span
from .sheets import cells_of, sheets_in

MOST_LINES, WIDEST = 60, 200  # of a passage, and characters of a line
BLOCK = re.compile(r"(?:async\s+def|def|class)\b|@")
Piece = tuple[str, bool]  # a text, and whether it is shared
Lines = tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True)
class Passage:
    """A module, or the answer to a question, of one and of the other."""

    title: str
    one: Lines
    other: Lines


def passages(
    course: Course, folders: tuple[pathlib.Path, pathlib.Path], given: Given, shared: Hashes, names: bool
) -> tuple[Passage, ...]:
    """Return what is shared; without names, nothing else of an answer, and no comments."""
    one, other = (_marked(course, folder, given, shared, names) for folder in folders)
    titles = dict.fromkeys([*one, *other])
    return tuple(Passage(title, one.get(title, ()), other.get(title, ())) for title in titles)


def _marked(
    course: Course, folder: pathlib.Path, given: Given, shared: Hashes, names: bool
) -> dict[str, Lines]:
    """Return {title: lines} of one student: what holds something shared."""
    files = {
        path.name: fingerprints.as_packed(path.read_bytes())
        for path in own_modules(folder / course.library, given)
    }
    texts = answers(course, cells_of(sheets_in(folder)))
    limited().fresh(SECONDS)
    try:
        code, text = limited().call(
            fingerprints.shared_in, files, texts, given.names, shared, not names, seconds=SECONDS
        )
    except (RanOut, MachineError) as problem:
        return {"not shown": (((str(problem), False),),)}
    found = {
        f"{course.library}/{name}": _blocks(fingerprints.lines_of(shown), spans)
        for name, shown, spans in code
    }
    cut = _everything if names else _only_shared
    found |= {id: cut(source.splitlines(), spans) for id, source, spans in text}
    return {title: lines[:MOST_LINES] for title, lines in found.items()}


def _blocks(lines: Sequence[str], spans: Sequence[Span]) -> Lines:
    """Return the functions and classes in which something is shared."""
    starts = [0, *(number for number, line in enumerate(lines) if BLOCK.match(line)), len(lines)]
    marked = {line for line, _, _ in spans}
    kept = [
        range(first, end)
        for first, end in itertools.pairwise(starts)
        if marked.intersection(range(first, end))
    ]
    return tuple(_pieces(lines[number], _of(spans, number)) for block in kept for number in block)


def _everything(lines: Sequence[str], spans: Sequence[Span]) -> Lines:
    """Return all lines of a text of which something is shared."""
    return tuple(_pieces(line, _of(spans, number)) for number, line in enumerate(lines))


def _only_shared(lines: Sequence[str], spans: Sequence[Span]) -> Lines:
    """Return what is shared, line by line, and a mark for what is not."""
    shown = []
    for number in dict.fromkeys(line for line, _, _ in spans):
        pieces = _pieces(lines[number], _of(spans, number))
        shown.append(tuple((text if is_shared else " … ", is_shared) for text, is_shared in pieces))
    return tuple(shown)


def _of(spans: Iterable[Span], number: int) -> list[tuple[int, int]]:
    return [(start, end) for line, start, end in spans if line == number]


def _pieces(line: str, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """Cut a line into what is shared and what is not."""
    pieces, at = [], 0
    line = line[:WIDEST]
    for start, end in spans:
        pieces += [(line[at:start], False), (line[start:end], True)]
        at = end
    return tuple(piece for piece in [*pieces, (line[at:], False)] if piece[0])
