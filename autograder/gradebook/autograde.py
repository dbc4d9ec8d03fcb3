"""nbgrader's autograde, with a submission taken in, and its code called, by this project.

Nothing of a submission is executed or imported here; its notebooks are built anew from the release.
"""

import glob
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.converters import NbGraderException
from traitlets import Bool

from autograder.course import Classroom, CourseError
from autograder.intake import shown
from autograder.results.words import counted
from autograder.sandbox import tiers

from . import book, keys
from .book import BookError, Settings
from .compat import Autograde, Penalties
from .desk import Desk
from .entering import Entering
from .grading import GradingError
from .keeping import Keeper
from .ledger import GRADED, Ledger
from .outcome import BROKEN, Job


class TrustedAutograde(Autograde):
    """Grade submissions without executing them; see the module's text."""

    i_trust_these_submissions = Bool(False, help="Grade without a sandbox where none works.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        self.left_out: dict[str, str] = {}  # student: why the submission is not graded
        super().__init__(**kwargs)

    def init_notebooks(self) -> None:
        """Find all submissions; each is graded as a whole, and a notebook that is missing counts as blank."""
        if self.coursedir.notebook_id != "*":
            raise self._stopped("submissions are graded as a whole, in a second or two: leave out --notebook")
        try:
            classroom = Classroom.around(self.coursedir.root, self.coursedir.assignment_id)
        except CourseError as problem:
            raise self._stopped(problem) from problem
        self.settings = Settings.within(self, classroom)
        self.classroom = self.settings.classroom
        root = self.coursedir.root
        pattern = self._format_source(classroom.course.id, self.coursedir.student_id)
        folders = glob.glob(pattern.replace(root, glob.escape(root), 1))
        self.assignments: dict[str, list[str]] = {folder: [] for folder in folders}
        has_release = any(classroom.release.glob("*.ipynb"))
        if not has_release or not folders:
            missing = "submission" if has_release else "released notebook"
            raise self._stopped(f"there is nothing to grade: no {missing} was found")

    def convert_notebooks(self) -> None:
        try:
            with book.opened(self.settings) as gradebook:
                self._grade_all(gradebook)
        except (tiers.NoSandbox, GradingError, BookError, CourseError) as problem:
            raise self._stopped(problem) from None
        if self.left_out:
            names = ", ".join(sorted(self.left_out))
            count = counted(len(self.left_out), "submission")
            were = "was" if len(self.left_out) == 1 else "were"
            raise self._stopped(f"{count} {were} not graded: {names} (the log says why)")

    def _grade_all(self, gradebook: Gradebook) -> None:
        tier = tiers.choose(trust=self.i_trust_these_submissions)
        self.log.info("Grading with %s", tiers.PROMISES[tier])
        entering = Entering(gradebook, self.classroom.course.id, Penalties(self))
        self.keeper = Keeper(self.classroom, Ledger(self.classroom), entering)
        self.desk = Desk(self.classroom, tier)
        try:
            super().convert_notebooks()
        finally:
            self.desk.close()

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Grade a submission, and keep what comes of it; tell whether that was to be done."""
        if student_id in self.coursedir.student_id_exclude.split(","):
            return False
        job = keys.job_of(self.classroom, student_id, self.keeper.release)
        key = self.keeper.standards.key(job.digest)
        if not self.force and self.keeper.stands(student_id, key):
            self.log.info("%s is graded already", student_id)
            return False
        self._grade(job, key)
        return True

    def _grade(self, job: Job, key: keys.Key) -> None:
        outcome = self.desk.grade(job)
        if outcome.status == BROKEN:
            raise GradingError(outcome.why)
        for note in outcome.notes:
            self.log.warning("%s: %s", job.student, note)
        if outcome.status != GRADED:
            self.log.error("%s is not graded: %s\n%s", shown(job.student), outcome.why, outcome.details)
            self.left_out[job.student] = outcome.why
        self.keeper.keep(outcome, key)

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Do nothing: `init_destination` has written all."""

    def set_permissions(self, assignment_id: str, student_id: str) -> None:
        """Do nothing, as above."""

    def _stopped(self, why: object) -> NbGraderException:
        self.log.error("%s", why)
        return NbGraderException(str(why))
