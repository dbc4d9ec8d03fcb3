"""`w2v grade`: everything in submitted/, with nbgrader and its gradebook, one line a submission."""

import glob
import io
import logging
import os
import sys
import time

from .course import ASSIGNMENT, Course
from .sandbox import tiers

OK, REFUSED, CALL, MACHINE = 0, 1, 2, 3


def run(args):
    """Grades; returns an exit code."""
    course = Course.around(args.course)
    if not course.solutions.is_dir() or not (course.root / "nbgrader_config.py").is_file():
        return _stop(f"{course.root} is no course: it needs solutions/ and nbgrader_config.py", CALL)
    there = sorted(path.name for path in course.root.glob("submitted/*") if path.is_dir() and not path.name.startswith("."))
    if missing := sorted(set(args.student) - set(there)):
        return _stop(f"there is no submitted/{missing[0]}; {len(there)} others are there", CALL)
    if not there:
        return _stop(f"nobody has handed in anything: put it into {course.root}/submitted/NAME/{ASSIGNMENT}/", CALL)
    try:
        tier = tiers.choose(args.i_trust_these_submissions)
    except tiers.NoSandbox as problem:
        return _stop(problem, MACHINE)
    batch = Batch(course, tier, args)
    if not batch.knows_assignment():
        return _stop("the gradebook does not know the assignment yet: run `w2v release` here first", CALL)
    return batch.run(sorted(set(args.student)) or there)


def _stop(why, code):
    print(f"w2v: {why}", file=sys.stderr)
    return code


class Batch:
    """One nbgrader application, asked for one student after the other."""

    def __init__(self, course, tier, args):
        from nbgrader.apps import AutogradeApp

        os.chdir(course.root)
        self.course, self.tier, self.args = course, tier, args
        self.app = AutogradeApp()
        self.app.initialize([])
        self.app.coursedir.assignment_id = ASSIGNMENT
        self.log = io.StringIO()  # a line a submission is for people; the log is for when we crash
        self.app.log.handlers = [logging.StreamHandler(self.log)]

    def knows_assignment(self):
        """Whether the gradebook has it: a release in this folder puts it there."""
        from nbgrader.api import Gradebook, MissingEntry

        with Gradebook(self.app.coursedir.db_url, self.app.coursedir.course_id) as gradebook:
            try:
                return gradebook.find_assignment(ASSIGNMENT) is not None
            except MissingEntry:
                return False

    def run(self, students):
        print(f"Grading {len(students)} submissions ({tiers.PROMISES[self.tier]})", flush=True)
        width, refused = max(map(len, students)), 0
        for student in students:
            began = time.monotonic()
            try:
                said, notes = self.grade(student)
            except _NotGraded as problem:
                said, notes, refused = f"not graded: {problem}", [], refused + 1
            except _Broken as problem:
                return _stop(f"grading stops at {student}: {problem}", MACHINE)
            print(f"  {student:<{width}}  {said:<60}{time.monotonic() - began:>6.1f} s", flush=True)
            for note in notes:
                print(f"  {'':<{width}}  {note}")
        print(f"{len(students) - refused} graded, {refused} not graded. Written answers: nbgrader formgrader")
        return REFUSED if refused else OK

    def grade(self, student):
        """Grades one submission; returns what to say of it, and what was put right."""
        from nbgrader.converters import NbGraderException

        from .nbgrader_plugin import TrustedAutograde

        if not (self.course.root / "submitted" / student / ASSIGNMENT).is_dir():
            raise _NotGraded(f"there is no folder {ASSIGNMENT} in it")
        if student != student.strip():
            raise _NotGraded("the folder's name begins or ends with a space, which nbgrader does not find: rename it")
        self.log.truncate(self.log.seek(0))
        self.app.coursedir.student_id = glob.escape(student)
        options = {"i_trust_these_submissions": True} if self.args.i_trust_these_submissions else {}
        again = self.args.force or self.submission(student) is None  # another gradebook knows nothing of it
        grader = TrustedAutograde(coursedir=self.app.coursedir, parent=self.app, force=again, **options)
        try:
            grader.start()
        except NbGraderException as problem:
            if grader.broken:
                raise _Broken(grader.broken) from None
            if student in grader.refused:
                raise _NotGraded(grader.refused[student]) from None
            print(self.log.getvalue(), file=sys.stderr)  # our own crash
            raise _NotGraded(f"the grader failed, which is no fault of theirs ({problem})") from None
        return self.submission(student), grader.notes

    def submission(self, student):
        """What the gradebook says of a submission, None if it does not know it."""
        from nbgrader.api import Gradebook, MissingEntry

        with Gradebook(self.app.coursedir.db_url, self.app.coursedir.course_id) as gradebook:
            try:
                found = gradebook.find_submission(ASSIGNMENT, student)
            except MissingEntry:
                return None
            waiting = sum(grade.needs_manual_grade for notebook in found.notebooks for grade in notebook.grades)
            return f"{found.code_score:g} of {found.max_code_score:g} points by the program, {waiting} answers to read"


class _NotGraded(Exception):
    """Why one submission is not graded."""


class _Broken(Exception):
    """Why none can be."""
