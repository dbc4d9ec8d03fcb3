"""Pairs of students who share much of what is their own, with what they share side by side."""

import ast
import pathlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from autograder.course import Classroom, Course

from . import beside, findings, similar
from .beside import Passage
from .findings import Findings, Given
from .fingerprints import Hashes
from .sheets import sheets_in
from .similar import Likeness

MOST_PAIRS, MOST_SHOWN = 100, 15  # that are listed, and that are shown side by side


@dataclass(frozen=True)
class Pair:
    """Two students who share much of what is their own. code, text: the share; 0 below the line."""

    one: str
    other: str
    code: float
    text: float
    weight: float
    passages: tuple[Passage, ...] = ()


class Pairs:
    """The pairs of a class, whose students have these labels."""

    def __init__(self, classroom: Classroom, given: Given, labels: Mapping[str, str], names: bool) -> None:
        self.classroom, self.given, self.labels, self.names = classroom, given, labels, names

    def among(self, found: Mapping[str, Findings]) -> tuple[list[Pair], int]:
        """Return the pairs that are listed, and how many are not."""
        code, text = released(self.classroom.course, self.classroom.release, self.given)
        by_code = _alike({name: one.code for name, one in found.items()}, code)
        by_text = _alike({name: one.text for name, one in found.items()}, text)
        weights = Counter({key: pair.weight for key, pair in by_code.items()})
        weights.update({key: pair.weight for key, pair in by_text.items()})
        ranked = [key for key, _ in weights.most_common()]
        made = [
            self._pair(key, by_code.get(key), by_text.get(key), is_shown=place < MOST_SHOWN)
            for place, key in enumerate(ranked[:MOST_PAIRS])
        ]
        return made, len(ranked) - len(made)

    def _pair(
        self, students: tuple[str, str], code: Likeness | None, text: Likeness | None, is_shown: bool
    ) -> Pair:
        one, other = sorted(students, key=lambda name: self.labels[name])
        both = [pair for pair in (code, text) if pair is not None]
        shares = [min(pair.share, 1.0) if pair is not None else 0.0 for pair in (code, text)]
        passages: tuple[Passage, ...] = ()
        if is_shown:
            folders = self.classroom.autograded(one), self.classroom.autograded(other)
            shared = np.concatenate([pair.shared for pair in both])
            passages = beside.passages(self.classroom.course, folders, self.given, shared, self.names)
        weight = sum(pair.weight for pair in both)
        return Pair(self.labels[one], self.labels[other], shares[0], shares[1], weight, passages)


def _alike(prints: Mapping[str, Hashes], given: Hashes) -> dict[tuple[str, str], Likeness]:
    return {(pair.one, pair.other): pair for pair in similar.alike(prints, given)}


def given(course: Course, release: pathlib.Path) -> Given:
    """Return the names at the top of the release's modules, and the modules that are not students'."""
    library = release / course.library
    names: set[str] = set()
    for path in (library / name for name in course.student_files):
        for node in ast.parse(path.read_bytes()).body if path.is_file() else ():
            names |= _named(node)
    modules = [path.name for path in library.glob("*.py") if path.name not in course.student_files]
    return Given(sorted(names), sorted(modules))


def _named(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.split(".")[0] for alias in node.names}
    return set()


def released(course: Course, release: pathlib.Path, given: Given) -> tuple[Hashes, Hashes]:
    """Return the fingerprints of the release: of its modules, and of its notebooks' text."""
    texts = [cell["source"] for cells in sheets_in(release).values() for cell in cells]
    return findings.prints(release / course.library, texts, given)
