"""How hard each question was, and how well it tells students apart."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.course import Catalogue, Question

from .standing import Standing

FEWEST = 5  # students of whom a correlation says something
Sums = dict[str, tuple[float, float]]  # {question: (points, of how many)}


@dataclass(frozen=True)
class Item:
    """One question. Shares are of what is decided; a student of whom nothing is decided is left out.

    difficulty: the mean share of its points; None while most students' work is not read.
    discrimination: the correlation of that share with the share of all other points; None where it says
    nothing. full, some, none, waiting: students, by what they have.
    """

    id: str
    title: str
    notebook: str
    points: float
    difficulty: float | None
    discrimination: float | None
    full: int
    some: int
    none: int
    waiting: int


def items(catalogue: Catalogue, standings: Mapping[str, Standing]) -> tuple[Item, ...]:
    """Return all questions of which something is in the gradebook."""
    decided = [_decided(catalogue, standing) for standing in standings.values()]
    return tuple(_item(question, decided, len(standings)) for question in catalogue)


def _decided(catalogue: Catalogue, standing: Standing) -> Sums:
    """Return the sums of what is decided of one student."""
    found = {}
    for question in catalogue:
        cells = [standing.cells[id] for id, _, _ in question.cells if id in standing.cells]
        some = [(cell.got, cell.most) for cell in cells if cell.got is not None]
        if some:
            found[question.id] = sum(got for got, _ in some), sum(most for _, most in some)
    return found


def _item(question: Question, decided: list[Sums], students: int) -> Item:
    pairs = []
    for sums in decided:
        if question.id in sums and sums[question.id][1]:
            got, most = sums[question.id]
            all_got = sum(points for points, _ in sums.values())
            all_most = sum(points for _, points in sums.values())
            rest = (all_got - got) / (all_most - most) if all_most > most else 0.0
            pairs.append((got / most, rest))
    shares = [share for share, _ in pairs]
    is_known = 2 * len(shares) > students
    return Item(
        question.id,
        question.title,
        question.notebook,
        question.points,
        statistics.fmean(shares) if is_known else None,
        _correlation(pairs) if is_known else None,
        full=sum(share >= 1 for share in shares),
        some=sum(0 < share < 1 for share in shares),
        none=sum(share <= 0 for share in shares),
        waiting=students - len(shares),
    )


def _correlation(pairs: list[tuple[float, float]]) -> float | None:
    """Return Pearson's correlation; None where there are too few students, or all have the same."""
    if len(pairs) < FEWEST:
        return None
    try:
        return round(statistics.correlation(*zip(*pairs, strict=True)), 4) + 0.0
    except statistics.StatisticsError:
        return None
