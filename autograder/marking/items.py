"""Items of a mark scheme as they are given: what an answer earns, and what its student is told."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

SENTENCE = re.compile(r"(?:\$[^$]*\$|`[^`]*`|[^.$`]|\.(?!\s|$))+\.?")


@dataclass(frozen=True)
class Item:
    """One item. choice: of the items with the same one, an answer has at most one; "" for none.

    text: its first sentence is for students, the rest for those who mark. source: digest of the item in the
    course's notebooks; "" if it was added while marking.
    """

    id: int
    text: str
    points: float
    choice: str = ""
    place: int = 0
    version: int = 1
    source: str = ""

    @property
    def told(self) -> str:
        """Return what students are told: the first sentence."""
        found = SENTENCE.match(self.text)
        return (found[0] if found else self.text).strip()


@dataclass(frozen=True)
class Given:
    """What an answer was given. chosen: {id of an item: the share of its points, 1 or a half}."""

    chosen: Mapping[int, float] = field(default_factory=dict)
    comment: str = ""
    correction: float = 0.0


def points_of(given: Given, items: Mapping[int, Item], most: float) -> float:
    """Return what an answer earns: no less than nothing, and no more than its question's points."""
    earned = sum(items[id].points * share for id, share in given.chosen.items() if id in items)
    return min(max(round(earned + given.correction, 6), 0.0), most)


def of_today(given: Given, items: Mapping[int, Item]) -> Given:
    """Return what is left of what was given: the items that are still there."""
    return replace(given, chosen={id: share for id, share in given.chosen.items() if id in items})


def said(given: Given, items: Mapping[int, Item]) -> str:
    """Return what the student is told, in Markdown: items with their points, then the comment."""
    taken = sorted((items[id] for id in given.chosen if id in items), key=lambda item: item.place)
    lines = [f"- {_signed(item.points * given.chosen[item.id])}: {item.told}" for item in taken]
    if given.correction:
        lines.append(f"- {_signed(given.correction)}: correction")
    return "\n\n".join(filter(None, ["\n".join(lines), given.comment.strip()]))


def _signed(points: float) -> str:
    return f"{'−' if points < 0 else '+'}{abs(points):g}"


def all_earned(items: Sequence[Item]) -> dict[int, float]:
    """Return every item that gives points; of a choice, the one that gives most."""
    found: dict[str, Item] = {}
    for item in items:
        key = item.choice or f"item {item.id}"
        if item.points > 0 and (key not in found or found[key].points < item.points):
            found[key] = item
    return {item.id: 1.0 for item in found.values()}
