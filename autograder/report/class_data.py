"""What a report says of a class, as plain data: the page, the JSON and the CSV are made of nothing else."""

import ast
import pathlib
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from autograder.course import Course
from autograder.gradebook.book import Settings
from autograder.gradebook.ledger import GRADED, Entry, Ledger

from . import beside, findings, similar, workers
from .beside import Passage
from .findings import Findings, Given
from .graded import NothingGraded, graded
from .items import Item, items
from .numbers import numbered, without_names
from .sheets import sheets_in
from .standing import Standing

SLOW, TIMES_THE_MEDIAN = 5.0, 3.0  # seconds from which a submission is slow, and how far from the others
BINS = 20  # of the distribution of points
MOST_PAIRS, MOST_SHOWN = 100, 15  # that are listed, and that are shown side by side
EMPTY = "nobody's work is graded here yet: `w2v grade` comes first"


@dataclass(frozen=True)
class Row:
    """One student. label: the number, or the name where names are asked for. share: of the points."""

    label: str
    points: float
    share: float
    late: float
    waiting: int


@dataclass(frozen=True)
class Mistake:
    """A known mistake, of how many students, and what one of them is told."""

    kind: str
    question: str
    id: str
    students: int
    message: str


@dataclass(frozen=True)
class Break:
    """A way in which the first wrong row of a derivation breaks, how often, and one such row."""

    question: str
    way: str
    students: int
    row: str


@dataclass(frozen=True)
class Derivations:
    """The derivations of a question: with rows that could be read, and of these with a row that breaks."""

    question: str
    students: int
    breaking: int
    mostly_unread: int


@dataclass(frozen=True)
class Waiting:
    """A part that people have still to read, and of how many students."""

    cell: str
    question: str
    points: float
    students: int


@dataclass(frozen=True)
class Look:
    """A submission to look at: refused, failed, slow, or with something put right."""

    label: str
    status: str
    seconds: float
    at: str
    why: str
    notes: tuple[str, ...]
    is_slow: bool


@dataclass(frozen=True)
class Pair:
    """Two students who share much of what is their own. code, text: the share; 0 below the line."""

    one: str
    other: str
    code: float
    text: float
    weight: float
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class ClassData:
    """All of it. bins: students by equal parts of the points. more_pairs: how many are not listed."""

    course: str
    title: str
    has_names: bool
    most: float
    mean: float
    median: float
    bins: tuple[int, ...]
    students: tuple[Row, ...]
    questions: tuple[Item, ...]
    mistakes: tuple[Mistake, ...]
    unnamed: int
    derivations: tuple[Derivations, ...]
    breaks: tuple[Break, ...]
    waiting: tuple[Waiting, ...]
    submissions: tuple[Look, ...]
    median_seconds: float
    pairs: tuple[Pair, ...]
    more_pairs: int


class Reader:
    """Reads one class, whose students have numbers, or names where these are asked for."""

    def __init__(self, found: Settings, names: bool) -> None:
        self.classroom, self.names = found.classroom, names
        self.entries = Ledger(self.classroom).latest()
        try:
            self.standings = graded(found)
        except NothingGraded:
            if not self.entries:
                raise NothingGraded(EMPTY) from None
            self.standings = {}
        everybody = sorted({*self.standings, *self.entries})
        self.labels = {name: name for name in everybody} if names else numbered(self.classroom, everybody)
        self.given = given(self.classroom.course, self.classroom.release)
        self.findings = self._findings()

    def _findings(self) -> dict[str, Findings]:
        students = list(self.standings)
        course = str(self.classroom.course.folder)
        calls = [(course, str(self.classroom.autograded(name)), self.given) for name in students]
        found = {}
        for place, value in workers.each(findings.of_student, calls):
            if not isinstance(value, Findings):
                problem = type(value).__name__
                value = Findings(trouble=f"its graded notebooks cannot be read ({problem}): grade it again")
            found[students[place]] = value
        return {name: found[name] for name in students}

    # ---------------------------------------------------------------- mistakes

    def mistakes(self) -> Iterator[Mistake]:
        """Iterate over known mistakes, the most frequent first."""
        counts: Counter[tuple[str, str, str]] = Counter()
        told: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
        for found in self.findings.values():
            counts.update({one[:3] for one in found.seen})
            for one in found.seen:
                told[one[:3]][one.message] += 1
        for key, count in counts.most_common():
            yield Mistake(*key, count, told[key].most_common(1)[0][0])

    def derivations(self) -> Iterator[Derivations]:
        """Iterate over the questions with derivations, in course order."""
        every = [one for found in self.findings.values() for one in found.derived]
        for question in self.classroom.course.catalogue:
            some = [one for one in every if one.question == question.id]
            if some:
                breaking = sum(one.breaks > 0 for one in some)
                yield Derivations(question.id, len(some), breaking, sum(o.is_mostly_unread for o in some))

    def breaks(self) -> Iterator[Break]:
        """Iterate over the ways in which derivations break, the most frequent first."""
        rows = defaultdict(list)
        for found in self.findings.values():
            for one in found.derived:
                if one.breaks:
                    rows[one.question, one.way].append(one.row)
        for (question, way), some in sorted(rows.items(), key=lambda entry: -len(entry[1])):
            yield Break(question, way, len(some), min(some, key=lambda row: (r"\text" in row, len(row))))

    # ---------------------------------------------------------------- what is to be done

    def waiting(self) -> Iterator[Waiting]:
        """Iterate over the parts that people have still to read, in course order."""
        counts = Counter(cell for standing in self.standings.values() for cell in standing.waiting)
        for question in self.classroom.course.catalogue:
            for cell, _, points in question.cells:
                if counts[cell]:
                    yield Waiting(cell, question.id, points, counts[cell])

    def looks(self) -> Iterator[Look]:
        """Iterate over the submissions to look at: not graded, slow, with notes, not comparable."""
        median = self.median_seconds()
        for name in self.labels:
            entry = self.entries.get(name) or Entry(name, GRADED, {})
            found = self.findings.get(name, Findings())
            is_slow = entry.seconds >= max(SLOW, TIMES_THE_MEDIAN * median)
            notes = [self._said(note, name) for note in [*entry.notes, found.trouble] if note]
            if entry.status != GRADED or is_slow or notes:
                why = self._said(entry.why, name)
                at, seconds = entry.at, entry.seconds
                yield Look(self.labels[name], entry.status, seconds, at, why, tuple(notes), is_slow)

    def median_seconds(self) -> float:
        """Return how long the grading of a submission takes."""
        return statistics.median([entry.seconds for entry in self.entries.values() if entry.seconds] or [0.0])

    def _said(self, text: str, student: str) -> str:
        if self.names:
            return text
        standing = self.standings.get(student)
        return without_names(text, student, standing.name if standing else "")

    # ---------------------------------------------------------------- who shares what

    def pairs(self) -> tuple[list[Pair], int]:
        """Return the pairs that are listed, and how many are not."""
        code, text = released(self.classroom.course, self.classroom.release, self.given)
        code_pairs = similar.alike({name: found.code for name, found in self.findings.items()}, code)
        text_pairs = similar.alike({name: found.text for name, found in self.findings.items()}, text)
        by_code = {(pair.one, pair.other): pair for pair in code_pairs}
        by_text = {(pair.one, pair.other): pair for pair in text_pairs}
        weights = Counter({key: pair.weight for key, pair in by_code.items()})
        weights.update({key: pair.weight for key, pair in by_text.items()})
        ranked = [key for key, _ in weights.most_common()]
        made = []
        for place, key in enumerate(ranked[:MOST_PAIRS]):
            both = [pair for pair in (by_code.get(key), by_text.get(key)) if pair is not None]
            shared = np.concatenate([pair.shared for pair in both])
            shares = [min(some[key].share, 1.0) if key in some else 0.0 for some in (by_code, by_text)]
            shown = self._passages(key, shared) if place < MOST_SHOWN else ()
            one, other = sorted(self.labels[name] for name in key)
            made.append(Pair(one, other, shares[0], shares[1], weights[key], shown))
        return made, len(ranked) - len(made)

    def _passages(self, students: tuple[str, str], shared: similar.Hashes) -> tuple[Passage, ...]:
        one, other = sorted(students, key=lambda name: self.labels[name])
        folders = self.classroom.autograded(one), self.classroom.autograded(other)
        return beside.passages(self.classroom.course, folders, self.given, shared, self.names)


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


def released(course: Course, release: pathlib.Path, given: Given) -> tuple[similar.Hashes, similar.Hashes]:
    """Return the fingerprints of the release: of its modules, and of its notebooks' text."""
    texts = [cell["source"] for cells in sheets_in(release).values() for cell in cells]
    return findings.prints(release / course.library, texts, given)


def class_data(found: Settings, names: bool = False) -> ClassData:
    """Read a class. Raises BookError and NothingGraded."""
    reader = Reader(found, names)
    rows = [_row(reader.labels[name], standing) for name, standing in reader.standings.items()]
    points = [row.points for row in rows] or [0.0]
    pairs, more = reader.pairs()
    return ClassData(
        course=found.classroom.course.id,
        title=found.classroom.course.title,
        has_names=names,
        most=max((standing.most for standing in reader.standings.values()), default=0.0),
        mean=statistics.fmean(points),
        median=statistics.median(points),
        bins=_bins(row.share for row in rows),
        students=tuple(sorted(rows, key=lambda row: row.label)),
        questions=items(found.classroom.course.catalogue, reader.standings),
        mistakes=tuple(reader.mistakes()),
        unnamed=sum(len(one.unnamed) for one in reader.findings.values()),
        derivations=tuple(reader.derivations()),
        breaks=tuple(reader.breaks()),
        waiting=tuple(reader.waiting()),
        submissions=tuple(sorted(reader.looks(), key=_first)),
        median_seconds=reader.median_seconds(),
        pairs=tuple(pairs),
        more_pairs=more,
    )


def _first(look: Look) -> tuple[bool, bool, str]:
    """Order submissions: not graded, slow, the others."""
    return look.status == GRADED, not look.is_slow, look.label


def _row(label: str, standing: Standing) -> Row:
    share = standing.points / standing.most if standing.most else 0.0
    return Row(label, standing.points, share, standing.late, len(standing.waiting))


def _bins(shares: Iterable[float]) -> tuple[int, ...]:
    counts = Counter(max(0, min(BINS - 1, int(share * BINS))) for share in shares)
    return tuple(counts[place] for place in range(BINS))
