"""Keep an outcome: in autograded/, then in the ledger, then in the gradebook, so that none gets lost."""

import datetime
from dataclasses import asdict

from autograder.course import Classroom

from .desk import released
from .entering import Entering, Tally
from .folders import Autograded
from .keys import Key, Standards
from .ledger import GRADED, Entry, Ledger
from .outcome import Outcome


class Keeper:
    """Keep outcomes of a classroom, and tell which of them stand."""

    def __init__(self, classroom: Classroom, ledger: Ledger, entering: Entering) -> None:
        self.ledger, self.entering = ledger, entering
        self.release = released(classroom)
        self.autograded = Autograded(classroom, self.release)
        self.standards = Standards.of(classroom)
        self.entered = entering.keys()

    def stands(self, student: str, key: Key) -> bool:
        """Tell whether a student's folder and the gradebook hold the score of this key."""
        return self.entered.get(student) == self.autograded.key(student) == key.id

    def keep(self, outcome: Outcome, key: Key, run: str = "") -> Tally | None:
        """Keep an outcome; return what the gradebook says of the student then, None where nothing is graded.

        Raises NoAccess, GradingError, and what databases raise.
        """
        if outcome.status == GRADED:
            self.autograded.write(outcome.student, outcome.files, key.id)
        self.ledger.append(
            Entry(
                student=outcome.student,
                status=outcome.status,
                key=asdict(key),
                why=outcome.why,
                notes=list(outcome.notes),
                scores=outcome.scores,
                seconds=round(outcome.seconds, 3),
                at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
                run=run,
            )
        )
        if outcome.status == GRADED:
            return self.entering.enter(outcome, key.id)
        if outcome.student in self.entered:
            self.entering.refuse(outcome.student, outcome.why)
        return None
