"""Tell the person who grades how far the grading is, and at the end who needs a look, and why.

On a terminal there is one bar, and a line for whoever needs a look; elsewhere a line for every submission.
"""

import sys
from collections.abc import Collection, Mapping

from tqdm import tqdm

from autograder.intake import printable
from autograder.results.words import counted
from autograder.sandbox import tiers

from .entering import Tally
from .outcome import FAILED, GRADED, REFUSED, Outcome

WIDTH, MOST_TOLD, MOST_LISTED = 40, 3, 30
BAR = "{l_bar}{bar}| {n_fmt} of {total_fmt}{postfix}, {remaining} left"
KINDS = {REFUSED: "not graded", FAILED: "the grader failed"}


class Teller:
    """Tell of submissions one after the other. left_out: {student: why} of those that are not graded."""

    def __init__(self, students: Collection[str]) -> None:
        self.width = min(WIDTH, max(map(len, students)))
        self.left_out: dict[str, str] = {}
        self.noted: dict[str, list[str]] = {}
        self.kept: list[str] = []
        self.graded = 0
        self.failures: dict[str, int] = {}
        self.is_terminal = sys.stderr.isatty() and sys.stdout.isatty()
        self.bar: tqdm | None = None

    def begin(self, count: int, tier: str | None) -> None:
        """Say what is to be done. tier: the sandbox, None where each machine finds its own."""
        where = tiers.PROMISES[tier] if tier else "on a cluster; each machine names its sandbox"
        print(f"Grading {counted(count, 'submission')} ({where})", flush=True)
        self.bar = tqdm(total=count, bar_format=BAR, leave=False, disable=not self.is_terminal)

    def close(self) -> None:
        """End the bar."""
        if self.bar is not None:
            self.bar.close()

    def note(self, said: str) -> None:
        """Say something of the run."""
        tqdm.write(said, file=sys.stderr)

    def tell(self, outcome: Outcome, tally: Tally | None, why: str) -> None:
        """Tell of a submission. why: it was graded again."""
        if outcome.status == GRADED:
            self.graded += 1
            said = (f"{tally}" if tally else "graded again") + (f" ({why})" if why else "")
        else:
            self.left_out[outcome.student] = outcome.why
            kind = KINDS[outcome.status]
            self.failures[kind] = self.failures.get(kind, 0) + 1
            said = f"not graded: {outcome.why}"
        if outcome.notes:
            self.noted[outcome.student] = list(outcome.notes)
        if outcome.details:
            self.note(outcome.details)
        needs_a_look = outcome.status != GRADED or outcome.notes
        if not self.is_terminal or needs_a_look:
            self._line(outcome.student, said, f"{outcome.seconds:>6.1f} s")
            for note in outcome.notes:
                self._line("", note)
        self._count()

    def _line(self, student: str, said: str, seconds: str = "") -> None:
        line = f"  {printable(student):<{self.width}}  {printable(said):<60}{seconds}".rstrip()
        tqdm.write(line, file=sys.stdout)
        sys.stdout.flush()

    def _count(self) -> None:
        assert self.bar is not None  # `begin` comes first
        if self.is_terminal:
            passed = self.bar.format_dict["elapsed"]
            speed = f"{60 * (self.bar.n + 1) / passed:.0f} a minute" if passed > 1 else ""
            kinds = [f"{kind}: {count}" for kind, count in self.failures.items()]
            self.bar.set_postfix_str("; ".join(filter(None, [speed, *kinds])), refresh=False)
        self.bar.update()

    def leave_out(self, student: str, why: str) -> None:
        """Tell of a submission that cannot be graded, without trying."""
        self.left_out[student] = why
        self._line(student, f"not graded: {why}")

    def unchanged(self, student: str) -> None:
        """Count a submission whose score stands."""
        self.kept.append(student)

    def summary(self, tallies: Mapping[str, Tally]) -> None:
        """Tell what stands, and who needs a look, and why."""
        if not self.is_terminal:
            for student in self.kept:
                self._line(student, f"{tallies[student]}, as before")
        counts = f"{self.graded} graded, {len(self.left_out)} not graded"
        kept = f", {len(self.kept)} as before" if self.kept else ""
        waiting = sum(tally.waiting for tally in tallies.values())
        print(f"{counts}{kept}. {counted(waiting, 'answer')} to read: w2v mark")
        lines = sorted(self.left_out.items())
        lines += [
            (student, "; ".join(notes[:MOST_TOLD]) + (" …" if len(notes) > MOST_TOLD else ""))
            for student, notes in sorted(self.noted.items())
        ]
        if lines:
            print("Who needs a look, and why:")
        for student, why in lines[:MOST_LISTED]:
            self._line(student, why)
        if len(lines) > MOST_LISTED:
            print(f"  and {len(lines) - MOST_LISTED} more: `w2v report` has all of them")
