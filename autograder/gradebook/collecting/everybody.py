"""Collects downloads into submitted/: one folder per student, the newest upload, and when it was made."""

import contextlib
import datetime
import hashlib
import os
import pathlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence

from autograder.course import Classroom
from autograder.intake import Asked, Refused, proper_id, skipped, timestamps
from autograder.results.words import counted
from autograder.sandbox.limited import Limited

from . import due, handins
from .downloads import Download, open_download
from .handins import HandIns, Upload
from .memory import Collected, Memory, digest_of
from .report import COLLECTED, KEPT, REFUSED, REPLACED, UNCHANGED, WIDEST, Outcome, Report, Tell, line
from .taking import Taken, Taker

BY_HAND = "submitted/{0} was changed by hand and stays as it is"


class NothingToCollect(Exception):
    """There is no download; the text says where to put one."""


def collect(classroom: Classroom, paths: Sequence[pathlib.Path], tell: Tell) -> Report:
    """Collect these downloads, or all in downloaded/<course>/archive/; `tell` gets a line for each student.

    Raises NothingToCollect and CourseError.
    """
    course = classroom.course
    chosen = _chosen(classroom, paths)
    about = course.library, course.student_files, course.left_behind
    with Limited(ready) as limited, contextlib.ExitStack() as stack:
        report = Report()
        downloads = list(_opened(chosen, limited, report))
        for download in downloads:
            stack.callback(download.close)
        found = handins.hand_ins(downloads, course, limited)
        report.strays += found.strays
        names = ", ".join(download.label for download in downloads)
        tell(f"Collecting {counted(len(found.uploads), 'student')} from {names or 'nothing'}")
        taker = Taker(Asked.by(classroom.release, *about), limited)
        Collector(classroom, taker, found).run(report, tell)
        return report


def ready() -> None:
    """Do nothing: what reading needs is learned by the imports of this module (limited)."""


def _chosen(classroom: Classroom, paths: Sequence[pathlib.Path]) -> list[pathlib.Path]:
    """Return the downloads to collect, in order. Raises NothingToCollect."""
    folder = classroom.downloads
    inside = sorted(folder.iterdir()) if folder.is_dir() else []
    chosen = list(paths) or [path for path in inside if not skipped(path.name, ())]
    missing = [path for path in chosen if not path.exists()]
    if missing:
        raise NothingToCollect(f"there is no {missing[0]}")
    if not chosen:
        raise NothingToCollect(
            f"there is no download: put what your platform gives you into {folder}/, as it is"
        )
    return chosen


def _opened(paths: Sequence[pathlib.Path], limited: Limited, report: Report) -> Iterator[Download]:
    """Yield the downloads; those whose files lie one by one beside others, in one."""
    loose: dict[pathlib.Path, list[pathlib.Path]] = {}
    for path in paths:
        if handins.is_named_by_a_platform(path.name, path.is_dir()):
            loose.setdefault(path.parent, []).append(path)
            continue
        try:
            yield open_download(path, limited)
        except (Refused, OSError) as problem:
            report.strays.append((path.name, str(problem)))
    for folder, inside in loose.items():
        yield Download.of_some(folder, inside)


class Collector:
    """Puts the newest upload of each student into submitted/."""

    def __init__(self, classroom: Classroom, taker: Taker, found: HandIns) -> None:
        self.classroom, self.taker, self.found = classroom, taker, found
        self.memory = Memory.of(classroom)
        self.zone = due.zone_of(classroom.course)
        late = any(upload.late for uploads in found.uploads.values() for upload in uploads)
        self.due = due.duedate(classroom) if late else None

    def run(self, report: Report, tell: Callable[[str], None]) -> None:
        """Collect everybody."""
        students = sorted(self.found.uploads)
        width = min(WIDEST, max(map(len, students), default=0))
        for student in students:
            outcome = self._student(student)
            report.outcomes.append(outcome)
            tell(line(outcome, width))

    def _student(self, student: str) -> Outcome:
        try:
            proper_id(student)
        except Refused:
            return Outcome(student, REFUSED, look="this cannot be a student's id: rename it in the download")
        claimants = self.found.claimants(student)
        if len(claimants) > 1:
            who = " and ".join(claimants)
            return Outcome(student, REFUSED, look=f"claimed by {who}: neither is collected")
        uploads = sorted(
            self.found.uploads[student],
            key=lambda upload: (upload.order(self.zone), upload.label),
            reverse=True,
        )
        with tempfile.TemporaryDirectory(dir=_scratch(self.classroom), prefix="collecting-") as place:
            return self._one(student, uploads, pathlib.Path(place))

    def _one(self, student: str, uploads: Sequence[Upload], place: pathlib.Path) -> Outcome:
        """Collect one student's uploads, the newest first."""
        newest, folder = uploads[0], self.classroom.handed_in(student)
        staged = self.taker.stage(newest, place / "0")
        when = due.timestamp(newest, self.zone, self.due)
        seal = hashlib.sha256(f"{digest_of(staged)}{when}{len(uploads)}".encode()).hexdigest()
        before, order = self.memory.students.get(student), newest.order(self.zone)
        is_there = folder.is_dir() and any(folder.iterdir())
        by_hand = is_there and (before is None or digest_of(folder) != before.written)
        if is_there and before and before.upload == seal:
            return _again(student, before, by_hand)
        if is_there and before and before.order > order:
            return Outcome(student, KEPT, "what is in submitted/ is newer than the upload in these downloads")
        taken = self.taker.take(uploads, staged)
        laid = place / "laid"
        self.taker.lay_out(taken, laid)
        if when:
            (laid / timestamps.FILE).write_text(due.written(when), "utf-8")
        written = digest_of(laid)
        if by_hand and digest_of(folder) != written:
            said = BY_HAND.format(student)
            return Outcome(
                student,
                KEPT,
                said,
                f"{said}; {newest.label} has another upload: to take it, delete submitted/{student}",
            )
        _replace(folder, laid)
        claim = newest.claim
        self.memory.keep(
            student, Collected(seal, order, written, claim.platform, claim.name, claim.number, taken.refused)
        )
        return self._outcome(student, REPLACED if is_there else COLLECTED, taken, uploads, when)

    def _outcome(
        self,
        student: str,
        status: str,
        taken: Taken,
        uploads: Sequence[Upload],
        when: datetime.datetime | None,
    ) -> Outcome:
        if taken.refused:
            return Outcome(student, REFUSED, look=taken.refused)
        said = [f"the newest of {len(uploads)} uploads"] if len(uploads) > 1 else []
        said += [when.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")] if uploads[0].when and when else []
        if uploads[0].late:
            said.append("late" if when else "late, which cannot be counted: nbgrader knows no due date")
        return Outcome(student, status, "; ".join([", ".join(said), *taken.notes] if said else taken.notes))


def _again(student: str, before: Collected, by_hand: bool) -> Outcome:
    """Return what becomes of an upload that was collected before."""
    if by_hand:
        return Outcome(student, KEPT, BY_HAND.format(student))
    if before.refused:
        return Outcome(student, REFUSED, look=before.refused)
    return Outcome(student, UNCHANGED)


def _scratch(classroom: Classroom) -> pathlib.Path:
    """Return a folder for unfinished work, on the file system of submitted/."""
    folder = classroom.root / ".w2v"
    folder.mkdir(exist_ok=True)
    return folder


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
