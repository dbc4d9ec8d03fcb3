"""`w2v grade`: grade everything in submitted/ into nbgrader's gradebook, one line per submission."""

import glob
import io
import logging
import os
import sys
import time
import traceback
from collections.abc import Sequence

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import AutogradeApp
from nbgrader.converters import NbGraderException

from autograder.course import Classroom
from autograder.intake import Refused, printable, proper_id
from autograder.results.words import counted
from autograder.sandbox import tiers

from .autograde import TrustedAutograde
from .bench import Bench

FAILED = "the grader failed, which is no fault of theirs ({})"


class NothingToGrade(Exception):
    """The call names nothing that could be graded here; the text says what to do."""


class NotGraded(Exception):
    """One submission is not graded; the text says why."""


class Broken(Exception):
    """None can be graded; the text says why."""


def run(classroom: Classroom, students: Sequence[str], force: bool, trust: bool) -> bool:
    """Grade these students' submissions, or all; tell whether every one could be graded.

    Raises NothingToGrade, NoSandbox and Broken.
    """
    folders = classroom.submitted.glob("*")
    there = sorted(path.name for path in folders if path.is_dir() and not path.name.startswith("."))
    missing = sorted(set(students) - set(there))
    if missing:
        raise NothingToGrade(f"there is no submitted/{missing[0]}; {len(there)} others are there")
    if not there:
        place = f"{classroom.root}/submitted/NAME/{classroom.course.id}/"
        raise NothingToGrade(f"nobody has handed in anything: put it into {place}")
    with Bench(classroom) as bench:  # it gets ready while the sandbox is tried
        batch = Batch(classroom, tiers.choose(trust), force, trust, bench)
        if not batch.knows_assignment():
            said = "the gradebook does not know the assignment yet: run `w2v release` here first"
            raise NothingToGrade(said)
        return batch.run(sorted(set(students)) or there)


class Batch:
    """One nbgrader application, asked for one student after the other."""

    def __init__(self, classroom: Classroom, tier: str, force: bool, trust: bool, bench: Bench) -> None:
        os.chdir(classroom.root)
        self.classroom, self.tier, self.force, self.trust = classroom, tier, force, trust
        self.app = AutogradeApp()
        self.app.initialize([])
        self.app.coursedir.assignment_id = classroom.course.id
        self.log = io.StringIO()  # a line per submission is for people; the log is for when we crash
        self.app.log.handlers = [logging.StreamHandler(self.log)]
        self.bench = bench

    def gradebook(self) -> Gradebook:
        return Gradebook(self.app.coursedir.db_url, self.app.coursedir.course_id)

    def knows_assignment(self) -> bool:
        """Tell whether the gradebook has the course: a release in this folder puts it there."""
        with self.gradebook() as gradebook:
            try:
                return gradebook.find_assignment(self.classroom.course.id) is not None
            except MissingEntry:
                return False

    def run(self, students: Sequence[str]) -> bool:
        """Grade these students' submissions; tell whether every one could be graded. Raises Broken."""
        print(f"Grading {counted(len(students), 'submission')} ({tiers.PROMISES[self.tier]})", flush=True)
        width, refused = min(40, max(map(len, students))), 0
        for student in students:
            began, name = time.monotonic(), printable(student)
            try:
                said, notes = self.grade(student)
            except NotGraded as problem:
                said, notes, refused = f"not graded: {problem}", [], refused + 1
            except Broken as problem:
                raise Broken(f"grading stops at {name}: {problem}") from None
            except Exception as problem:  # ours; the others are graded all the same
                traceback.print_exc()
                said, notes, refused = FAILED.format(type(problem).__name__), [], refused + 1
            print(f"  {name:<{width}}  {printable(said):<60}{time.monotonic() - began:>6.1f} s", flush=True)
            for note in notes:
                print(f"  {'':<{width}}  {printable(note)}")
        print(f"{len(students) - refused} graded, {refused} not graded. Written answers: nbgrader formgrader")
        return not refused

    def grade(self, student: str) -> tuple[str, list[str]]:
        """Grade one submission; return what to say of it, and what was put right.

        Raises NotGraded and Broken.
        """
        if not self.classroom.handed_in(student).is_dir():
            raise NotGraded(f"there is no folder {self.classroom.course.id} in it")
        try:
            proper_id(student)  # nbgrader would not find some of the others
        except Refused as problem:
            raise NotGraded(str(problem)) from None
        self.log.truncate(self.log.seek(0))
        self.app.coursedir.student_id = glob.escape(student)
        again = self.force or self.standing(student) is None  # another gradebook knows nothing of it
        grader = TrustedAutograde(coursedir=self.app.coursedir, parent=self.app, force=again)
        grader.bench = self.bench
        if self.trust:
            grader.i_trust_these_submissions = True
        try:
            grader.start()
        except NbGraderException as problem:
            if grader.broken:
                raise Broken(grader.broken) from None
            if student in grader.refused:
                raise NotGraded(grader.refused[student]) from None
            print(self.log.getvalue(), file=sys.stderr)  # our own crash
            raise NotGraded(FAILED.format(problem)) from None
        return self.standing(student) or "", grader.notes

    def standing(self, student: str) -> str | None:
        """Return what the gradebook says of a submission; None if it does not know it."""
        with self.gradebook() as gradebook:
            try:
                found = gradebook.find_submission(self.classroom.course.id, student)
            except MissingEntry:
                return None
            waiting = sum(
                grade.needs_manual_grade for notebook in found.notebooks for grade in notebook.grades
            )
            points = f"{found.code_score:g} of {found.max_code_score:g} points by the program"
            return f"{points}, {counted(waiting, 'answer')} to read"
