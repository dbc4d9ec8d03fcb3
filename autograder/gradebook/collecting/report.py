"""What became of everybody in the downloads: one line each, and a list of those who need a look."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from autograder.intake import printable
from autograder.results.words import counted

COLLECTED, REPLACED, UNCHANGED, KEPT, REFUSED = "collected", "replaced", "unchanged", "kept", "refused"
WIDEST = 40  # letters of a student's id in a line


@dataclass(frozen=True)
class Outcome:
    """What became of one student. said: in a few words. look: why a person must look, if one must."""

    student: str
    status: str
    said: str = ""
    look: str = ""


@dataclass
class Report:
    """What became of everybody. strays: (file, why) of what is nobody's."""

    outcomes: list[Outcome] = field(default_factory=list)
    strays: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Tell whether nobody needs a look."""
        return not self.strays and not any(outcome.look for outcome in self.outcomes)

    def summary(self) -> Iterator[str]:
        """Yield the lines below those of the students: how many there are, and who needs a look."""
        counts = {
            status: sum(outcome.status == status for outcome in self.outcomes)
            for status in (COLLECTED, REPLACED, UNCHANGED, KEPT, REFUSED)
        }
        said = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
        yield f"{counted(len(self.outcomes), 'student')}: {said}" if said else "There is nobody in it."
        looks = [(outcome.student, outcome.look) for outcome in self.outcomes if outcome.look]
        if looks or self.strays:
            yield "To look at:"
        for name, why in [*looks, *self.strays]:
            yield f"  {printable(name)}: {printable(why)}"


def line(outcome: Outcome, width: int) -> str:
    """Return the line of one student."""
    said = outcome.said or outcome.look
    return f"  {printable(outcome.student):<{width}}  {outcome.status:<9}  {printable(said)}".rstrip()


Tell = Callable[[str], None]
"""Shows a line to whoever called."""
