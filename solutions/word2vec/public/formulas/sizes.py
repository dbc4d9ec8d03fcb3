"""How large the points are at which answers are compared, and which words are where."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from autograder.answers.formula import Scale


@dataclass(frozen=True, eq=False)
class Sizes:
    """Say how large the points of the pair and of the window are, and which words are where."""

    V: int
    D: int
    o: int
    c: int
    others: tuple[int, ...]  # words that are neither
    draws: tuple[int, ...]
    repeats: tuple[int, ...]  # draws of which some are the same word
    window: Mapping[int, int]  # place: word; one is there twice, and one is the center word
    network: tuple[int, int, int]  # D_x, H, D_y
    vector: tuple[int, int]  # entries of a vector that belongs to no pair, and which of them is observed

    def __str__(self) -> str:
        return f"{self.V}/{self.D}"


LARGE = (  # in turn, so that no size, word or place is the same in all draws
    Sizes(
        7, 3, 2, 0, (4, 0), (1, 4, 6, 3, 5), (1, 4, 1, 3, 1), {-2: 4, -1: 1, 1: 0, 2: 4}, (3, 5, 4), (6, 2)
    ),
    Sizes(
        8, 4, 5, 3, (1, 3), (2, 0, 7), (6, 2, 6), {-3: 2, -2: 6, -1: 1, 1: 3, 2: 6, 3: 7}, (4, 2, 6), (9, 5)
    ),
    Sizes(6, 5, 0, 4, (2, 4), (1, 3, 5, 2), (3, 1, 3, 5), {-2: 5, -1: 4, 1: 2, 2: 5}, (2, 4, 3), (4, 0)),
)
SMALL = (Sizes(3, 1, 2, 0, (1,), (0, 1), (1, 0, 1), {-1: 1, 1: 1}, (1, 1, 2), (2, 0)),)
THIN = tuple(replace(sizes, D=1, network=(1, 1, sizes.network[2])) for sizes in LARGE)
SIZES = {Scale.LARGE: LARGE, Scale.SMALL: SMALL, Scale.THIN: THIN}
