"""nbgrader's autograde, with a submission taken in, and its code called, by this project.

Nothing of a submission is executed or imported here; its notebooks are built anew from the release.
"""

import glob
import json
import os
import pathlib
import shutil
from collections.abc import Iterator
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import from_dict
from nbgrader import utils
from nbgrader.converters import NbGraderException
from traitlets import Bool

from autograder.checks.oracle import BrokenReference
from autograder.course import Classroom, CourseError
from autograder.intake import Refused, proper_id, shown, timestamps
from autograder.results.words import counted
from autograder.sandbox import tiers
from autograder.sandbox.isolated import MachineError

from .bench import Bench
from .compat import Autograde, WithoutCopying, converted
from .grading import GradingError

GRADED = ".graded"  # beside an autograded notebook: the digest of what was handed in


class TrustedAutograde(Autograde, WithoutCopying):
    """Grade submissions without executing them; see the module's text."""

    i_trust_these_submissions = Bool(False, help="Grade without a sandbox where none works.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        self.refused: dict[str, str] = {}  # student: why the submission is not graded
        self.broken: str | None = None  # what makes grading impossible
        self.notes: list[str] = []  # what was put right in the submission at hand
        self.failed = ""  # our own failure with the submission at hand
        self.bench: Bench | None = None  # a batch lends its own
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
        failed, ours = None, self.bench is None
        self.bench = self.bench or Bench(self.classroom)
        try:
            self.bench.use(self.tier)
            super().convert_notebooks()
        except GradingError as problem:
            self.broken = str(problem)
        except NbGraderException as problem:
            failed = problem
        finally:
            if ours:
                self.bench.close()
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
        assert self.bench is not None  # convert_notebooks calls this
        graded = pathlib.Path(self._format_dest(assignment_id, student_id))
        try:
            proper_id(student_id)
            self.bench.fresh()
            self.taken = self.bench.take(self._format_source(assignment_id, student_id))
            self._examine()
            self.bench.notes[:0] = self._missing()
            self.notes = self.bench.notes
            if not self.force and self._is_graded(graded):
                self.log.info("%s is graded already", student_id)
                return False
            self.results = self.bench.results(self.taken.modules, student_id)
            self.sheets = {name: from_dict(json.loads(text)) for name, text in self.taken.sheets.items()}
            self.verdicts = self.bench.verdicts(self.sheets.values())
            self.derivations = self.bench.derivations(self.sheets.values())
        except Refused as problem:
            self._refuse(student_id, str(problem))
            return False
        except (MachineError, BrokenReference) as problem:
            self.broken = str(problem)
            return False
        for note in self.notes:
            self.log.warning("%s: %s", student_id, note)
        if graded.is_dir():
            shutil.rmtree(graded)
        return True

    def _refuse(self, student: str, why: str) -> None:
        self.log.error("%s is not graded: %s", shown(student), why)
        self.refused[student] = why

    def write_files(self, assignment_id: str, student_id: str) -> None:
        graded = pathlib.Path(self._format_dest(assignment_id, student_id))
        assert self.bench is not None  # convert_notebooks calls this
        before = len(self.notes)
        for name, data in self.bench.for_people(self.taken):
            (graded / name).parent.mkdir(parents=True, exist_ok=True)
            (graded / name).write_bytes(data)
        for note in self.notes[before:]:
            self.log.warning("%s: %s", student_id, note)

    def set_permissions(self, assignment_id: str, student_id: str) -> None:
        """Remember at the end what was graded, so that another hand-in is told from it."""
        graded = pathlib.Path(self._format_dest(assignment_id, student_id))
        (graded / GRADED).write_text(self.taken.digest)
        super().set_permissions(assignment_id, student_id)

    def _is_graded(self, folder: pathlib.Path) -> bool:
        """Tell whether this very submission has been graded."""
        path = folder / GRADED
        return path.is_file() and path.read_text() == self.taken.digest

    def _examine(self) -> None:
        """Refuse names that are in the way of the release's files, and a time that nbgrader cannot read."""
        timestamps.examine(self.taken.files, utils.parse_utc)
        release = self.classroom.release
        is_folder = {path.relative_to(release).as_posix(): path.is_dir() for path in release.rglob("*")}
        for name in self.taken.names:
            above = [str(folder) for folder in pathlib.PurePosixPath(name).parents]
            if is_folder.get(name) or any(is_folder.get(folder) is False for folder in above):
                raise Refused(f"{name} stands where the assignment has something else")
            if any(folder.endswith(".ipynb") for folder in above):
                raise Refused(f"{shown(name)} is in a folder that is named like a notebook")

    def _missing(self) -> Iterator[str]:
        """Say what was not handed in, or under another name."""
        course, modules, names = self.classroom.course, self.taken.modules, self.taken.names
        if not modules:
            yield f"no {course.library} was handed in: its functions count as not written"
        for name in course.student_files:
            if modules and name not in modules:
                yield f"{course.library}/{name} was not handed in: its functions count as not written"
        sheets = [f"{name}.ipynb" for name in self.taken.sheets]
        for name in sheets:
            if name not in names:
                yield f"{name} was not handed in: it counts as blank"
        for name in names:
            if name.endswith(".ipynb") and name not in sheets:
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
            "verdicts": self.verdicts,
            "derivations": self.derivations,
        }
        preprocessors = self.sanitize_preprocessors + self.autograde_preprocessors
        output, resources = converted(
            self.exporter, preprocessors, self.sheets[name], ResourcesDict(None, resources | about)
        )
        self.write_single_notebook(output, resources)

    def _stopped(self, why: object) -> NbGraderException:
        self.log.error("%s", why)
        return NbGraderException(str(why))
