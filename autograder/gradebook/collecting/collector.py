"""Puts the newest upload of each student into submitted/, and keeps what was put right there by hand."""

import datetime
import functools
import hashlib
import os
import pathlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.intake import Refused, proper_id, timestamps

from ..book import Settings
from ..folders import SHARED, SHARED_FOLDER
from . import due
from .handins import HandIns, Upload
from .memory import Collected, Memory, digest_of
from .report import COLLECTED, KEPT, REFUSED, REPLACED, UNCHANGED, WIDEST, Outcome, Report, Tell, line
from .taking import Taken, Taker

BY_HAND = "submitted/{0} was changed by hand and stays as it is"
ANOTHER = "; another upload is in {1}: to take it, delete submitted/{0} and collect again"


@dataclass(frozen=True)
class Case:
    """One student: all uploads, the newest first; where it goes, when it was made, what was there before."""

    student: str
    uploads: Sequence[Upload]
    folder: pathlib.Path
    order: list[float]
    when: datetime.datetime | None
    before: Collected | None

    @functools.cached_property
    def is_there(self) -> bool:
        return self.folder.is_dir() and any(self.folder.iterdir())

    @functools.cached_property
    def there(self) -> str:
        """A digest of what is in submitted/."""
        return digest_of(self.folder)

    @property
    def by_hand(self) -> bool:
        """Tell whether somebody changed what is in submitted/, or put it there."""
        return self.is_there and (self.before is None or self.there != self.before.written)

    def as_before(self) -> Outcome:
        """Return what becomes of a student whose upload was collected before."""
        if self.by_hand:
            return Outcome(self.student, KEPT, BY_HAND.format(self.student))
        if self.before and self.before.refused:
            return Outcome(self.student, REFUSED, look=self.before.refused)
        return Outcome(self.student, UNCHANGED)


class Collector:
    """Puts the uploads of a class into submitted/."""

    def __init__(self, settings: Settings, taker: Taker, found: HandIns) -> None:
        self.classroom, self.taker, self.found = settings.classroom, taker, found
        self.memory = Memory.of(settings.classroom)
        self.zone = due.zone_of(settings.classroom.course)
        late = any(upload.late for uploads in found.uploads.values() for upload in uploads)
        self.due = due.duedate(settings) if late else None

    def run(self, report: Report, tell: Tell) -> None:
        """Collect everybody."""
        students = sorted(self.found.uploads)
        width = min(WIDEST, max(map(len, students), default=0))
        try:
            for student in students:
                outcome = self._student(student)
                report.outcomes.append(outcome)
                tell(line(outcome, width))
        finally:
            self.memory.save()

    def _student(self, student: str) -> Outcome:
        try:
            proper_id(student)
        except Refused:
            return Outcome(student, REFUSED, look="this cannot be a student's id: rename it in the download")
        claimants = self.found.claimants(student)
        if len(claimants) > 1:
            who = " and ".join(claimants)
            return Outcome(student, REFUSED, look=f"claimed by {who}: neither is collected")
        uploads = sorted(self.found.uploads[student], key=self._order, reverse=True)
        case = Case(
            student,
            uploads,
            self.classroom.handed_in(student),
            uploads[0].order(self.zone),
            due.timestamp(uploads[0], self.zone, self.due),
            self.memory.students.get(student),
        )
        scratch = self.classroom.root / ".w2v"  # on the file system of submitted/
        scratch.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=scratch, prefix="collecting-") as place:
            return self._one(case, pathlib.Path(place))

    def _order(self, upload: Upload) -> tuple[list[float], str]:
        return upload.order(self.zone), upload.label

    def _one(self, case: Case, place: pathlib.Path) -> Outcome:
        """Collect one student's uploads, the newest first."""
        staged = self.taker.stage(case.uploads[0], place / "0")
        seal = hashlib.sha256(f"{digest_of(staged)}{case.when}{len(case.uploads)}".encode()).hexdigest()
        if case.is_there and case.before and case.before.upload == seal:
            return case.as_before()
        if case.is_there and case.before and case.before.order > case.order:
            outcome = case.as_before()
            newer = "what was collected before is newer than the upload in these downloads"
            return Outcome(outcome.student, KEPT, outcome.said or newer, outcome.look)
        taken, laid = self.taker.take(case.uploads, staged), place / "laid"
        self.taker.lay_out(taken, laid)
        if case.when:
            (laid / timestamps.FILE).write_text(due.written(case.when), "utf-8")
        return self._put(case, taken, laid, seal)

    def _put(self, case: Case, taken: Taken, laid: pathlib.Path, seal: str) -> Outcome:
        """Put what was laid out into submitted/, where nobody's own changes are lost by that."""
        written, newest = digest_of(laid), case.uploads[0]
        is_same = case.is_there and case.there == written
        if case.by_hand and not is_same:
            said = BY_HAND.format(case.student)
            return Outcome(case.student, KEPT, said, said + ANOTHER.format(case.student, newest.label))
        if not is_same:
            if self.classroom.is_shared:
                share(laid)
            _replace(case.folder, laid)
        claim, refused = newest.claim, taken.refused
        about = claim.platform, claim.name, claim.number, refused
        self.memory.keep(case.student, Collected(seal, case.order, written, *about))
        if refused:
            return Outcome(case.student, REFUSED, look=refused)
        status = UNCHANGED if is_same else REPLACED if case.is_there else COLLECTED
        return Outcome(case.student, status, "" if is_same else self._said(case, taken))

    def _said(self, case: Case, taken: Taken) -> str:
        """Return when it was handed in, and what was found elsewhere or is not read."""
        count, newest = len(case.uploads), case.uploads[0]
        said = [f"the newest of {count} uploads"] if count > 1 else []
        if newest.when and case.when:
            said.append(case.when.astimezone(self.zone).strftime("%Y-%m-%d %H:%M"))
        if newest.late:
            said.append("late" if case.when else "late, which does not count: nbgrader knows no due date")
        return "; ".join(filter(None, [", ".join(said), *taken.notes]))


def share(folder: pathlib.Path) -> None:
    """Let a group of instructors change what was collected, as nbgrader's `groupshared` has it."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(SHARED_FOLDER if path.is_dir() else SHARED)


def _replace(folder: pathlib.Path, laid: pathlib.Path) -> None:
    """Put a folder in the place of another, at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    old = laid.with_name("old")
    if folder.exists():
        os.replace(folder, old)
    try:
        os.replace(laid, folder)
    except OSError:
        if old.exists():
            os.replace(old, folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
