"""nbgrader's autograde, with a submission taken in, and its code called, by this project.

Nothing of a submission is executed or imported here; its notebooks are built anew from the release.
"""

import glob
import os
import pathlib
import shutil
from collections.abc import Iterator
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader import utils
from nbgrader.converters import NbGraderException
from traitlets import Bool

from autograder import intake
from autograder.checks.oracle import BrokenReference
from autograder.course import Classroom, CourseError
from autograder.intake import Refused, restoring, timestamps
from autograder.results.words import counted
from autograder.sandbox import tiers
from autograder.sandbox.isolated import MachineError

from . import grading
from .compat import Autograde, WithoutCopying, converted

GRADED = ".graded"  # beside an autograded notebook: the digest of what was handed in


class TrustedAutograde(Autograde, WithoutCopying):
    """Grade submissions without executing them; see the module's text."""

    i_trust_these_submissions = Bool(False, help="Grade without a sandbox where none works.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        self.refused: dict[str, str] = {}  # student: why the submission is not graded
        self.broken: str | None = None  # what makes grading impossible
        self.notes: list[str] = []  # what was put right in the submission at hand
        super().__init__(**kwargs)

    def init_notebooks(self) -> None:
        """Find all submissions, each with all notebooks of the release: a missing one counts as blank."""
        if self.coursedir.notebook_id != "*":
            raise self._stopped("submissions are graded as a whole, in a second or two: leave out --notebook")
        try:
            self.classroom = Classroom.around(self.coursedir.root, self.coursedir.assignment_id)
        except CourseError as problem:
            raise self._stopped(problem) from problem
        course = self.classroom.course
        self.exclude_overwriting = {course.id: [f"{course.library}/{name}" for name in course.student_files]}
        names = [path.name for path in sorted(self.classroom.release.glob("*.ipynb"))]
        root, pattern = self.coursedir.root, self._format_source(course.id, self.coursedir.student_id)
        folders = glob.glob(pattern.replace(root, glob.escape(root), 1))
        self.assignments = {folder: [os.path.join(folder, name) for name in names] for folder in folders}
        if not names or not folders:
            missing = "submission" if names else "released notebook"
            raise self._stopped(f"there is nothing to grade: no {missing} was found")

    def convert_notebooks(self) -> None:
        try:
            self.tier = tiers.choose(trust=self.i_trust_these_submissions)
        except tiers.NoSandbox as problem:
            raise self._stopped(problem) from None
        self.log.info("Grading with %s", tiers.PROMISES[self.tier])
        failed = None
        try:
            super().convert_notebooks()
        except NbGraderException as problem:
            failed = problem
        if self.broken:
            raise self._stopped(self.broken)
        if self.refused:
            names = ", ".join(sorted(self.refused))
            count = counted(len(self.refused), "submission")
            were = "was" if len(self.refused) == 1 else "were"
            raise self._stopped(f"{count} {were} not graded: {names} (the log says why)")
        if failed:
            raise failed

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Take a submission in and call its code; tell whether its notebooks are to be written."""
        if self.broken or student_id in self.coursedir.student_id_exclude.split(","):
            return False
        graded = pathlib.Path(self._format_dest(assignment_id, student_id))
        try:
            course = self.classroom.course
            folder = self._format_source(assignment_id, student_id)
            self.submission = intake.read(folder, course.library, course.student_files, course.left_behind)
            self.sheets = self._sheets(student_id)
            if not self.force and self._is_graded(graded):
                self.log.info("%s is graded already", student_id)
                return False
            self.results = grading.results(self.submission, self.classroom, student_id, self.tier)
        except (Refused, grading.GradingError) as problem:
            self.log.error("%s is not graded: %s", student_id, problem)
            self.refused[student_id] = str(problem)
            return False
        except (MachineError, BrokenReference) as problem:
            self.broken = str(problem)
            return False
        if graded.is_dir():
            shutil.rmtree(graded)
        return True

    def write_files(self, assignment_id: str, student_id: str) -> None:
        graded = pathlib.Path(self._format_dest(assignment_id, student_id))
        for name, data in self.submission.files.items():
            if not name.endswith(".ipynb"):
                (graded / name).parent.mkdir(parents=True, exist_ok=True)
                (graded / name).write_bytes(data)

    def set_permissions(self, assignment_id: str, student_id: str) -> None:
        """Remember at the end what was graded, so that another hand-in is told from it."""
        graded = pathlib.Path(self._format_dest(assignment_id, student_id))
        (graded / GRADED).write_text(self.submission.digest())
        super().set_permissions(assignment_id, student_id)

    def _is_graded(self, folder: pathlib.Path) -> bool:
        """Tell whether this very submission has been graded."""
        path = folder / GRADED
        return path.is_file() and path.read_text() == self.submission.digest()

    def _sheets(self, student: str) -> dict[str, Any]:
        """Return {notebook: its restored form}; what was put right is logged, and kept in `notes`."""
        self._examine_names()
        paths = sorted(self.classroom.release.glob("*.ipynb"))
        sheets = {path.stem: nbformat.read(path, as_version=4) for path in paths}
        self.notes = list(self._missing(sheets))
        for name, released in sheets.items():
            data = self.submission.notebook(name)
            if data is not None:
                sheets[name], notes = restoring.restored(f"{name}.ipynb", data, released)
                self.notes += notes
        for note in self.notes:
            self.log.warning("%s: %s", student, note)
        return sheets

    def _examine_names(self) -> None:
        """Refuse names that are in the way of the release's files, and a time that nbgrader cannot read."""
        timestamps.examine(self.submission, utils.parse_utc)
        release = self.classroom.release
        is_folder = {path.relative_to(release).as_posix(): path.is_dir() for path in release.rglob("*")}
        for name in self.submission.files:
            above = [str(folder) for folder in pathlib.PurePosixPath(name).parents]
            if is_folder.get(name) or any(is_folder.get(folder) is False for folder in above):
                raise Refused(f"{name} stands where the assignment has something else")

    def _missing(self, sheets: dict[str, Any]) -> Iterator[str]:
        """Say what was not handed in, or under another name."""
        course, modules = self.classroom.course, self.submission.modules()
        if not modules:
            yield f"no {course.library} was handed in: its functions count as not written"
        for name in course.student_files:
            if modules and name not in modules:
                yield f"{course.library}/{name} was not handed in: its functions count as not written"
        for name in sheets:
            if self.submission.notebook(name) is None:
                yield f"{name}.ipynb was not handed in: it counts as blank"
        for name in self.submission.files:
            if name.endswith(".ipynb") and name.removesuffix(".ipynb") not in sheets:
                yield f"{name} is no notebook of this assignment: it is not read"

    def convert_single_notebook(self, notebook_filename: str) -> None:
        resources = self.init_single_notebook_resources(notebook_filename)
        name = resources["nbgrader"]["notebook"]
        path = self._format_dest(resources["nbgrader"]["assignment"], resources["nbgrader"]["student"])
        about = {
            "metadata": {"name": name, "path": path},
            "course": self.classroom.course,
            "results": self.results,
            "tier": self.tier,
        }
        preprocessors = self.sanitize_preprocessors + self.autograde_preprocessors
        output, resources = converted(
            self.exporter, preprocessors, self.sheets[name], ResourcesDict(None, resources | about)
        )
        self.write_single_notebook(output, resources)

    def _stopped(self, why: object) -> NbGraderException:
        self.log.error("%s", why)
        return NbGraderException(str(why))
