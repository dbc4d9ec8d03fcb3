"""Print a confusion matrix of the misconceptions: which look like which, over many draws of the probes.

make report-misconceptions
"""

import pathlib
import sys
import tomllib
from collections.abc import Mapping, Sequence

from autograder.checks.diagnosis import hints
from autograder.checks.misconceptions import Misconception, misconceptions
from autograder.checks.reference import Library
from autograder.course import Course, course_at

DRAWS = 50
Pair = tuple[str, str]  # (id, id that it looks like)


def matrix(course: Course, bank: Sequence[Misconception], draws: int = DRAWS) -> dict[Pair, int]:
    """Return {(id, other): in how many draws the outputs of the first are those of the second}.

    The misconceptions are those of one question.
    """
    counts: dict[Pair, int] = {}
    callers = {m.id: Library(m.library, course) for m in bank}
    for number in range(draws):
        given = {m.id: hints.outputs(course, m.question, callers[m.id], f"probe {number}") for m in bank}
        for one, got in given.items():
            for other, known in given.items():
                same = any(known) and all(map(hints.alike, got, known))
                counts[one, other] = counts.get((one, other), 0) + int(same)
    return counts


def explained(course: Course) -> dict[Pair, str]:
    """Return why some that look alike do no harm, from the course's misconceptions/lookalikes.toml."""
    path = course.folder / "misconceptions" / "lookalikes.toml"
    entries = tomllib.loads(path.read_text("utf-8"))["pair"] if path.is_file() else []
    found: dict[Pair, str] = {}
    for entry in entries:
        one, other = entry["ids"]
        found[one, other] = found[other, one] = entry["why"]
    return found


def render(question: str, bank: Sequence[Misconception], counts: Mapping[Pair, int]) -> str:
    """Show the matrix of one question, a row for each misconception and a column for each hint."""
    lines = [f"\n{question}", f"{'':<46}" + "".join(f"{i + 1:>4}" for i in range(len(bank)))]
    for i, one in enumerate(bank):
        cells = "".join(f"{counts[one.id, other.id] or '·':>4}" for other in bank)
        lines.append(f"{i + 1:>3} {one.id:<42}{cells}")
    return "\n".join(lines)


def troubles(counts: Mapping[Pair, int], known: Mapping[Pair, str]) -> list[tuple[str, bool]]:
    """Return (sentence, whether it is explained) for every entry that is not as it should be."""
    found = []
    for (one, other), count in counts.items():
        if one != other and count:
            why = known.get((one, other))
            said = f"{one} looks like {other} in {count} of {DRAWS} draws: {why or 'NOT EXPLAINED'}"
            found.append((said, why is not None))
        if one == other and count < DRAWS:
            said = f"{one} gives no outputs in {DRAWS - count} of {DRAWS} draws: NOT EXPLAINED"
            found.append((said, False))
    return found


def main() -> int:
    """Print the matrix of every question; return how a program ends."""
    course = course_at(pathlib.Path.cwd())
    bank, known, unexplained = misconceptions(course), explained(course), 0
    for question in course.catalogue.checked:
        some = [m for m in bank if m.question == question.id]
        counts = matrix(course, some)
        print(render(question.id, some, counts))
        for said, is_explained in troubles(counts, known):
            print(f"    {said}")
            unexplained += 0 if is_explained else 1
    print(f"\n{len(bank)} misconceptions, {unexplained} entries off the diagonal that are not explained")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
