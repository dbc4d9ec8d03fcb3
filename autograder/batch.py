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
    there = sorted(path.parent.name for path in course.root.glob(f"submitted/*/{ASSIGNMENT}"))
    if missing := sorted(set(args.student) - set(there)):
        return _stop(f"there is no submitted/{missing[0]}/{ASSIGNMENT}; {len(there)} others are there", CALL)
    if not there:
        return _stop(f"nobody has handed in anything: put it into {course.root}/submitted/NAME/{ASSIGNMENT}/", CALL)
    try:
        tier = tiers.choose(args.i_trust_these_submissions)
    except tiers.NoSandbox as problem:
        return _stop(problem, MACHINE)
    batch = Batch(course, tier, args)
    if not batch.knows_assignment():
        return _stop("the gradebook does not know the assignment yet: run `w2v release` here first", CALL)
    return batch.run(args.student or there)


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
        width, refused = max(map(len, students)), {}
        for student in students:
            began = time.monotonic()
            said, notes = self.grade(student, refused)
            print(f"  {student:<{width}}  {said:<60}{time.monotonic() - began:>6.1f} s", flush=True)
            for note in notes:
                print(f"  {'':<{width}}  {note}")
        print(f"{len(students) - len(refused)} graded, {len(refused)} not graded. Written answers: nbgrader formgrader")
        return REFUSED if refused else OK

    def grade(self, student, refused):
        """Grades one submission; returns what to say of it, and what was put right."""
        from nbgrader.converters import NbGraderException

        from .nbgrader_plugin import TrustedAutograde

        if not self.args.force and (self.course.root / "autograded" / student / ASSIGNMENT).is_dir():
            return f"{self.score(student)}, graded before (--force grades it again)", []
        self.log.truncate(self.log.seek(0))
        self.app.coursedir.student_id = glob.escape(student)
        grader = TrustedAutograde(
            coursedir=self.app.coursedir,
            parent=self.app,
            force=self.args.force,
            i_trust_these_submissions=self.args.i_trust_these_submissions,
        )
        try:
            grader.start()
        except NbGraderException as problem:
            if student not in grader.refused:
                print(self.log.getvalue(), file=sys.stderr)
            refused[student] = grader.refused.get(student, f"the grader failed, which is no fault of theirs ({problem})")
            return f"not graded: {refused[student]}", []
        return self.score(student), grader.notes

    def score(self, student):
        from nbgrader.api import Gradebook

        with Gradebook(self.app.coursedir.db_url, self.app.coursedir.course_id) as gradebook:
            submission = gradebook.find_submission(ASSIGNMENT, student)
            waiting = sum(grade.needs_manual_grade for notebook in submission.notebooks for grade in notebook.grades)
            return f"{submission.code_score:g} of {submission.max_code_score:g} points for code, {waiting} answers to read"
