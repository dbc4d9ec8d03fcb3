"""The bank of misconceptions as a confusion matrix: which of them look like which, over fifty draws of the probes.

    make report-misconceptions
"""

import sys

from .. import hints
from ..catalogue import checked_questions
from ..reference import Library, misconceptions
from ..release import CHECKOUT

DRAWS = 50
SAME = "y_hat - 1 that is thrown away leaves y_hat: the same numbers, and the same hint"
TWINS = "true-words-term-missing", "one-subtracted-without-assignment"
EXPLAINED = {TWINS: SAME, TWINS[::-1]: SAME}  # (id, id that it looks like): why that does no harm


def matrix(bank, draws=DRAWS):
    """{(id, other id): in how many draws the outputs of the first are those of the second}, for one question."""
    counts = {}
    for number in range(draws):
        given = {m.id: hints.outputs(m.question, Library(m.library), f"probe {number}") for m in bank}
        for one, got in given.items():
            for other, known in given.items():
                counts[one, other] = counts.get((one, other), 0) + (any(known) and all(map(hints.alike, got, known)))
    return counts


def render(question, bank, counts):
    """The matrix of one question, a row for each misconception and a column for each hint."""
    lines = [f"\n{question}", f"{'':<46}" + "".join(f"{i + 1:>4}" for i in range(len(bank)))]
    for i, one in enumerate(bank):
        cells = "".join(f"{counts[one.id, other.id] or '·':>4}" for other in bank)
        lines.append(f"{i + 1:>3} {one.id:<42}{cells}")
    return "\n".join(lines)


def main():
    bank, unexplained = misconceptions(CHECKOUT / "solutions" / "word2vec"), 0
    for question in checked_questions():
        some = [m for m in bank if m.question == question.id]
        counts = matrix(some)
        print(render(question.id, some, counts))
        for (one, other), count in counts.items():
            if one != other and count:
                unexplained += (one, other) not in EXPLAINED
                print(f"    {one} looks like {other} in {count} of {DRAWS} draws: {EXPLAINED.get((one, other), 'NOT EXPLAINED')}")
            if one == other and count < DRAWS:
                unexplained += 1
                print(f"    {one} gives no outputs in {DRAWS - count} of {DRAWS} draws: NOT EXPLAINED")
    print(f"\n{len(bank)} misconceptions, {unexplained} entries off the diagonal that are not explained")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
