"""What a report says of a class, as plain data: the page, the JSON and the CSV are made of nothing else."""

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.gradebook.book import Settings
from autograder.gradebook.ledger import Ledger

from . import findings, workers
from .findings import Findings
from .graded import NothingGraded, graded
from .items import Item, items
from .looks import Look, looks, median_seconds
from .mistakes import Break, Derivations, Mistake, breaks, derivations, mistakes
from .numbers import numbered, without_names
from .pairs import Pair, Pairs, given
from .standing import Standing

BINS = 20  # of the distribution of points
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
class Waiting:
    """A part that people have still to read, and of how many students."""

    cell: str
    question: str
    points: float
    students: int


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

    def pairs(self) -> tuple[list[Pair], int]:
        """Return the pairs that are listed, and how many are not."""
        return Pairs(self.classroom, self.given, self.labels, self.names).among(self.findings)

    def waiting(self) -> Iterator[Waiting]:
        """Iterate over the parts that people have still to read, in course order."""
        counts = Counter(cell for standing in self.standings.values() for cell in standing.waiting)
        for question in self.classroom.course.catalogue:
            for cell, _, points in question.cells:
                if counts[cell]:
                    yield Waiting(cell, question.id, points, counts[cell])

    def said(self, text: str, student: str) -> str:
        """Return a text about a student as it may be shown."""
        if self.names:
            return text
        standing = self.standings.get(student)
        return without_names(text, student, standing.name if standing else "")


def class_data(found: Settings, names: bool = False) -> ClassData:
    """Read a class. Raises BookError and NothingGraded."""
    reader = Reader(found, names)
    rows = [_row(reader.labels[name], standing) for name, standing in reader.standings.items()]
    points = [row.points for row in rows] or [0.0]
    derived = [one for some in reader.findings.values() for one in some.derived]
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
        mistakes=tuple(mistakes(reader.findings.values())),
        unnamed=sum(len(one.unnamed) for one in reader.findings.values()),
        derivations=tuple(derivations(found.classroom.course.catalogue, derived)),
        breaks=tuple(breaks(derived)),
        waiting=tuple(reader.waiting()),
        submissions=tuple(looks(reader.labels, reader.entries, reader.findings, reader.said)),
        median_seconds=median_seconds(reader.entries.values()),
        pairs=tuple(pairs),
        more_pairs=more,
    )


def _row(label: str, standing: Standing) -> Row:
    share = standing.points / standing.most if standing.most else 0.0
    return Row(label, standing.points, share, standing.late, len(standing.waiting))


def _bins(shares: Iterable[float]) -> tuple[int, ...]:
    counts = Counter(max(0, min(BINS - 1, int(share * BINS))) for share in shares)
    return tuple(counts[place] for place in range(BINS))
