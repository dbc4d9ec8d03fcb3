"""Find pairs of students who share more than the release and the class explain.

A fingerprint counts the more, the fewer have it, and nothing where many do. Pairs are found by the rare
ones, through an index, so nobody is compared with everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .fingerprints import NOTHING, Hashes

MANY = 0.25  # of the class: what so many share is the class's, and counts nothing
FEW = 3  # are not many, in whatever class
RARE = 12  # students at most, who have a fingerprint by which pairs are found
LINE = 0.6  # share of what is a student's own, from which a pair is listed
EVIDENCE = 16.0  # and the least weight of what is shared: 1 is a fingerprint that nobody else has
Numbers = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Likeness:
    """What two students share. share: of what is own in the shorter of both. weight: its weight."""

    one: str
    other: str
    share: float
    weight: float
    shared: Hashes


@dataclass(frozen=True)
class Index:
    """The fingerprints of a class: each student's by number, their weights, and how many have each."""

    students: list[str]
    theirs: list[Numbers]
    known: Hashes
    counts: Numbers
    weights: Weights

    @classmethod
    def of(cls, prints: Mapping[str, Hashes], released: Hashes) -> "Index":
        """Make the index; what is in the release is left out."""
        students = [name for name, hashes in prints.items() if len(hashes)]
        own = [np.setdiff1d(prints[name], released) for name in students]
        known, numbers, counts = np.unique(
            np.concatenate([NOTHING, *own]), return_inverse=True, return_counts=True
        )
        theirs = np.split(numbers, np.cumsum([len(hashes) for hashes in own])[:-1]) if own else []
        size = len(students) + 1
        weights = np.log(size / np.maximum(counts, 1)) / np.log(size)
        weights[counts > max(FEW, MANY * len(students))] = 0
        return cls(students, theirs, known, counts, weights)

    def candidates(self) -> list[tuple[int, int]]:
        """Return pairs of students, by number, whose rare fingerprints alone weigh enough to look at both."""
        size = len(self.students)
        owners = np.repeat(np.arange(size), [len(numbers) for numbers in self.theirs])
        numbers = np.concatenate([np.empty(0, np.int64), *self.theirs])
        order = np.argsort(numbers, kind="stable")
        owners, starts = owners[order], np.cumsum(self.counts) - self.counts
        keys, weights = [np.empty(0, np.int64)], [np.empty(0)]
        for count in range(2, RARE + 1):
            prints = np.flatnonzero((self.counts == count) & (self.weights > 0))
            have = owners[starts[prints][:, None] + np.arange(count)]
            one, other = np.triu_indices(count, 1)
            keys.append((have[:, one] * size + have[:, other]).ravel())
            weights.append(np.repeat(self.weights[prints], len(one)))
        pairs, places = np.unique(np.concatenate(keys), return_inverse=True)
        sums = np.bincount(places, np.concatenate(weights), minlength=len(pairs))
        return [divmod(int(pair), size) for pair in pairs[sums >= EVIDENCE / 4]]


def alike(prints: Mapping[str, Hashes], released: Hashes) -> list[Likeness]:
    """Return the pairs above the line, those that share the most first."""
    index = Index.of(prints, released)
    own = [float(index.weights[numbers].sum()) for numbers in index.theirs]
    found = []
    for one, other in index.candidates():
        shared = np.intersect1d(index.theirs[one], index.theirs[other], assume_unique=True)
        shared = shared[index.weights[shared] > 0]
        weight = float(index.weights[shared].sum())
        share = float(weight / min(own[one], own[other]))
        if share >= LINE and weight >= EVIDENCE:
            names = index.students[one], index.students[other]
            found.append(Likeness(*names, share, weight, index.known[shared]))
    return sorted(found, key=lambda pair: (-pair.share * pair.weight, pair.one, pair.other))
