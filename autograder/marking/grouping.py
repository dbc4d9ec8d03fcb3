"""Put like answers together: blank ones, the same, other spellings, the same verdicts, nearly the same words.

Answers are near only if nothing that may turn the sense differs: see docs/decisions/0057.
"""

import difflib
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .shapes import Shape

NEAR = 0.25  # the largest distance of two texts in a group: 1 less the cosine
MOST_AT_ONCE = 1500  # texts that are compared pair by pair
LIKE, SHORT = 0.75, 5  # of two spellings of a word; words of fewer letters must be the same
BLANK, SAME, SPELLING, VERDICTS, PROSE = "blank", "same", "spelling", "verdicts", "prose"


@dataclass(frozen=True)
class Group:
    """Answers that one marking may go to, the one to be read first. key: stays while its content does."""

    key: str
    kind: str
    students: tuple[str, ...]


def groups_of(shapes: Mapping[str, Shape]) -> list[Group]:
    """Return the groups of {student: shape}, largest first; everybody is in one."""
    blocks: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for student in sorted(shapes):
        blocks[_block(shapes[student])].append(student)
    found = [
        _group([student for words in near for student in by_words[words]], shapes)
        for block in blocks.values()
        for by_words in [_by_words(block, shapes)]
        for near in near_texts(list(by_words))
    ]
    return sorted(found, key=lambda group: (-len(group.students), group.key))


def _block(shape: Shape) -> tuple[object, ...]:
    """Return what must be the same in a group."""
    if shape.is_blank:
        return (BLANK,)
    return (shape.rows, shape.language, shape.skeleton, *(() if shape.words else (shape.same,)))


def _by_words(students: Sequence[str], shapes: Mapping[str, Shape]) -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for student in students:
        found[() if shapes[student].is_blank else shapes[student].words].append(student)
    return found


def _group(students: list[str], shapes: Mapping[str, Shape]) -> Group:
    """Return a group, named by what it holds; the answer that most have is read."""
    counts: dict[str, int] = defaultdict(int)
    for student in students:
        counts[shapes[student].same] += 1
    students = sorted(students, key=lambda one: (-counts[shapes[one].same], shapes[one].same, one))
    some = [shapes[student] for student in students]
    said = min(shape.same for shape in some)
    return Group(hashlib.sha256(said.encode()).hexdigest()[:16], _kind(some), tuple(students))


def _kind(some: Sequence[Shape]) -> str:
    if some[0].is_blank:
        return BLANK
    if len({shape.words for shape in some}) > 1:
        return PROSE
    if len({shape.formulas for shape in some}) > 1:
        return VERDICTS
    return SAME if len({shape.same for shape in some}) == 1 else SPELLING


def near_texts(texts: Sequence[tuple[str, ...]]) -> Iterator[list[tuple[str, ...]]]:
    """Iterate over sets of texts, each given by its words, that are near each other."""
    for start in range(0, len(texts), MOST_AT_ONCE):
        some = sorted(texts)[start : start + MOST_AT_ONCE]
        for cluster in _clusters(some):
            yield from _without_strange_words(cluster)


def _clusters(texts: Sequence[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
    if len(texts) < 2 or not all(texts):
        return [[text] for text in texts]
    # here, since it takes a second, and most blocks have one text
    from sklearn.cluster import AgglomerativeClustering  # noqa: PLC0415
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    weights = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)).fit_transform(map(" ".join, texts))
    clusters = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="complete", distance_threshold=NEAR
    ).fit_predict(weights.toarray())
    found: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for text, number in zip(texts, clusters, strict=True):
        found[number].append(text)
    return list(found.values())


def _without_strange_words(cluster: list[tuple[str, ...]]) -> Iterator[list[tuple[str, ...]]]:
    """Take a cluster apart until no text has a word that the first has not, nor lacks one."""
    while cluster:
        first = cluster[0]
        fits = [text for text in cluster if are_alike(first, text)]
        yield fits
        cluster = [text for text in cluster if text not in fits]


def are_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two texts have the same words, up to slips of the pen."""
    return all(
        any(is_spelled_like(word, known) for known in others)
        for some, others in ((one, set(other)), (other, set(one)))
        for word in set(some)
    )


def is_spelled_like(one: str, other: str) -> bool:
    """Tell whether two words are the same up to a slip, which is never in the first two letters."""
    if one == other:
        return True
    if min(len(one), len(other)) < SHORT or one[:2] != other[:2] or abs(len(one) - len(other)) > 2:
        return False
    return difflib.SequenceMatcher(None, one, other).ratio() >= LIKE
