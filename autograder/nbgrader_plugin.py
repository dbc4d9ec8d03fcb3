"""What makes stock nbgrader commands use this course's release and grading (see nbgrader_config.py)."""

import glob
import os
import pathlib
import re
import sys
import warnings

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.apps import api, autogradeapp
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy.exc import SAWarning
from traitlets import Bool

from . import cells, grade, intake, release
from .catalogue import questions
from .course import ASSIGNMENT, Course
from .oracle import BrokenReference
from .report import text
from .results import COULD_NOT_CHECK
from .sandbox import tiers
from .sandboxed import MachineError

HERE = "autograder.nbgrader_plugin"


def configure(c):
    """Sets all that nbgrader needs to know about this course."""
    c.CourseDirectory.course_id = "word2vec"
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "assignments"
    # neither the notebooks' sources nor the wrong implementations are files for students
    c.CourseDirectory.ignore = [*sorted(intake.SKIPPED), "*.pyc", "feedback", "*.md", "misconceptions"]
    c.ClearSolutions.text_stub = release.BLANK_ANSWER
    c.IgnorePattern.enabled = False

    default = "nbgrader.preprocessors."
    c.GenerateAssignment.preprocessors = [f"{HERE}.ReleaseCells"] + [
        default + name
        for name in (
            "IncludeHeaderFooter LockCells ClearSolutions ClearOutput CheckCellMetadata ComputeChecksums SaveCells "
            "ClearHiddenTests ClearMarkScheme ComputeChecksums CheckCellMetadata"
        ).split()
    ]
    # notebooks are built anew from the release (cells.py): there is nothing to overwrite, to clear or to validate in between
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = [f"{HERE}.TrustedResults", *(default + name for name in "LimitOutput SaveAutoGrades AssignLatePenalties".split())]
    c.Exporter.optimistic_validation = True  # once, at the end
    c.Autograde.exclude_overwriting = {ASSIGNMENT: [f"w2v_lib/{name}" for name in grade.STUDENT_FILES]}
    for module in (autogradeapp, api):  # the command, and the formgrader's button
        module.Autograde = TrustedAutograde
    c.HTMLExporter.filters = {"markdown2html": "autograder.safe_html.markdown2html"}
    c.ZipCollectApp.extractor_plugin = f"{HERE}.Archives"
    c.ZipCollectApp.collector_plugin = f"{HERE}.Downloads"
    # nbgrader's own way with its database, which works
    warnings.filterwarnings("ignore", category=SAWarning)
    # nbgrader starts `alembic` by name when it makes the gradebook
    os.environ["PATH"] = os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ.get("PATH", "")])


class ReleaseCells(NbGraderPreprocessor):
    """Turns `question` and `part` of a source cell into nbgrader's own metadata, with the catalogue's points.

    It also finishes the release's folder, into which nbgrader has copied the sources as they are.
    """

    def preprocess(self, nb, resources):
        name = resources["nbgrader"]["notebook"]
        for cell in nb.cells:
            cell.source = _with_points(cell)
            cell.metadata = _released(cell)
        graded = [c.metadata.nbgrader.grade_id for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade")]
        posed = [cell[0] for q in questions().values() if q.notebook == name for cell in q.cells]
        if sorted(graded) != sorted(posed):
            raise release.ReleaseError(f"{name} has the graded cells {graded}; the catalogue asks for {posed}")
        nb.metadata = {"kernelspec": nb.metadata.kernelspec, "generated_by": "w2v release, from solutions/"}
        release.finish(Course.around(resources["metadata"]["path"]))
        return nb, resources


def _with_points(cell):
    """The cell's text, with the catalogue's points where the source says POINTS."""
    id = cell.metadata.get("question")
    if id not in questions():
        return cell.source
    q = questions()[id]
    said = f"{q.points:g} {'bonus ' * q.bonus}point{'s' * (q.points != 1)}"
    if q.written and q.checks:
        said += f": {q.check_points:g} for the code, {q.written:g} for the answer"
    return cell.source.replace("POINTS", said)


def _released(cell):
    """A released cell's metadata."""
    id, part = cell.metadata.get("question"), cell.metadata.get("part")
    if id is None:
        return {}
    kinds = {  # part: (suffix, grade, solution)
        "text": ("-text", False, False),
        "check": ("", True, False),
        "written": ("-written", True, True),
    }
    if id not in questions() or part not in kinds:
        raise release.ReleaseError(f"no question {id!r} with a part {part!r} in the catalogue")
    suffix, grade_, solution = kinds[part]
    meta = {"grade_id": id + suffix, "grade": grade_, "solution": solution, "locked": not solution, "task": False}
    points = {grade_id: points for grade_id, _, points in questions()[id].cells}
    if grade_:
        meta["points"] = points.get(id + suffix, 0)
    return {"nbgrader": meta | {"schema_version": 3, "cell_type": cell.cell_type}}


class TrustedAutograde(Autograde):
    """nbgrader's autograde, but that a submission is taken in, and its code called, by us.

    Nothing of a submission is executed or imported here; its notebooks are built anew from the release.
    """

    i_trust_these_submissions = Bool(False, help="Grade without a sandbox where none works.").tag(config=True)

    def init_notebooks(self):
        """All submissions there are, each with all notebooks of the release: a missing one is a blank one."""
        self.course = Course.around(self.coursedir.root)
        names = [path.name for path in sorted(self.course.release.glob("*.ipynb")) if self.coursedir.notebook_id in ("*", path.stem)]
        folders = glob.glob(self._format_source(self.coursedir.assignment_id, self.coursedir.student_id))
        self.assignments = {folder: [os.path.join(folder, name) for name in names] for folder in folders}
        if not names or not folders:
            raise self._stopped(f"there is nothing to grade: no {'submission' if names else 'released notebook'} was found")

    def convert_notebooks(self):
        try:
            self.tier = tiers.choose(trust=self.i_trust_these_submissions)
        except tiers.NoSandbox as problem:
            raise self._stopped(problem)
        self.log.info("Grading with %s", tiers.PROMISES[self.tier])
        self.refused = {}
        failed = None
        try:
            super().convert_notebooks()
        except NbGraderException as problem:
            failed = problem
        if self.refused:
            raise self._stopped(f"{len(self.refused)} submissions were not graded: {', '.join(sorted(self.refused))} (the log says why)")
        if failed:
            raise failed

    def init_destination(self, assignment_id, student_id):
        """Whether this submission is to be graded; takes it in and calls its code if so."""
        student_folder = self._format_source(assignment_id, student_id)
        try:
            self.submission = intake.read(student_folder)
            self.sheets = self._sheets(student_id)
            if not super().init_destination(assignment_id, student_id):
                return False
            self.results = grade.results(self.submission, self.course, student_id, self.tier)
        except (intake.Refused, grade.GradingError, MachineError) as problem:
            self.log.error("%s is not graded: %s", student_id, problem)
            self.refused[student_id] = str(problem)
            return False
        except BrokenReference as problem:
            raise self._stopped(problem)
        return True

    def _sheets(self, student_id):
        """{notebook: its restored form}; what was put right is logged, and kept in `notes`."""
        stamp = self.submission.files.get("timestamp.txt")
        try:
            utils.parse_utc(stamp.decode()) if stamp else None
        except (ValueError, OverflowError) as problem:
            raise intake.Refused(f"timestamp.txt holds no date: {problem}") from None
        self.notes = [] if self.submission.modules() else ["no w2v_lib was handed in: its functions count as not written"]
        sheets = {}
        for path in sorted(self.course.release.glob("*.ipynb")):
            released, data = nbformat.read(path, as_version=4), self.submission.notebook(path.stem)
            sheets[path.stem], notes = (released, [f"{path.name} was not handed in"]) if data is None else cells.restored(path.name, data, released)
            self.notes += notes
        for note in self.notes:
            self.log.warning("%s: %s", student_id, note)
        return sheets

    def convert_single_notebook(self, notebook_filename):
        resources = self.init_single_notebook_resources(notebook_filename)
        name = resources["nbgrader"]["notebook"]
        path = self._format_dest(resources["nbgrader"]["assignment"], resources["nbgrader"]["student"])
        about = {"metadata": {"name": name, "path": path}, "results": self.results, "tier": self.tier}
        self.exporter._preprocessors = []
        for preprocessor in self.sanitize_preprocessors + self.autograde_preprocessors:
            self.exporter.register_preprocessor(preprocessor)
        output, resources = self.exporter.from_notebook_node(self.sheets[name], ResourcesDict(None, resources | about))
        self.write_single_notebook(output, resources)

    def _stopped(self, why):
        self.log.error("%s", why)
        return NbGraderException(str(why))


class TrustedResults(NbGraderPreprocessor):
    """In place of running the notebook: each graded cell gets what the grader found from outside."""

    def preprocess(self, nb, resources):
        ids = {q.id for q in questions().values() if q.checks}
        graded = [c for c in nb.cells if c.cell_type == "code" and c.metadata.get("nbgrader", {}).get("grade")]
        for cell in graded:
            id = cell.metadata.nbgrader.grade_id
            if id not in ids:
                raise grade.GradingError(f"no checks are known for the graded cell {id!r}: release the assignment again")
            cell.outputs = trusted_outputs(resources["results"][id], resources["tier"])
            cell.execution_count = 1
        return nb, resources


def trusted_outputs(results, tier):
    """The results for people, then the points the way nbgrader reads them: a plain float."""
    points = repr(float(sum(r.points for r in results)))
    said = text.render(results)
    if unclear := sum(r.max_points for r in results if r.status == COULD_NOT_CHECK):
        said += f"\n{text.number(unclear)} points could not be checked: they are no verdict, and a person may give them."
    return [
        new_output("stream", name="stdout", text=f"{said}\n({tiers.PROMISES[tier]})\n"),
        new_output("execute_result", data={"text/plain": points}, execution_count=1),
    ]


class Archives(ExtractorPlugin):
    """Unpacks a download, and the archives in it that are what they claim to be; one that is not stays packed.

    It is then collected as it is, and refused by name when it is graded: nothing gets lost.
    """

    def extract(self, archive_path, extracted_path):
        for path in sorted(p for p in pathlib.Path(archive_path).rglob("*") if p.is_file()):
            inside = pathlib.Path(extracted_path, path.relative_to(archive_path))
            if not path.name.endswith(intake.ARCHIVES):
                self._write(inside, path.read_bytes())
                continue
            try:
                for name, data in intake.members(path):
                    self._unpack(inside.with_suffix("") / name, data)
            except intake.Refused as problem:
                self.log.error("%s: %s; what came before that was collected", path.name, problem)

    def _unpack(self, target, data):
        self._write(target, data)
        if target.name.endswith(intake.ARCHIVES):
            try:
                files = intake.unpacked(target)
            except intake.Refused as problem:
                self.log.error("%s stays packed: %s", target.name, problem)
                return
            target.unlink()
            for name, content in files.items():
                self._write(target.with_suffix("") / name, content)

    def _write(self, path, data):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


class Downloads(FileNameCollectorPlugin):
    """Understands the downloads of Canvas and Moodle: who handed it in, and where it belongs.

    Canvas:  ada_LATE_1234_5678_word2vec.zip, or single files named alike
    Moodle:  Ada Lovelace_1234_assignsubmission_file_/word2vec.zip
    """

    WHO = [
        re.compile(r"/(?P<name>[^/]+)_(?P<number>\d+)_assignsubmission_file_?(?=/)(?P<rest>.*)"),
        re.compile(r"/(?P<name>[^/_]+)_(?:LATE_)?(?P<number>\d+)_\d+_(?P<rest>[^/]*(?:/.*)?)$"),
    ]
    KEPT = (".ipynb", ".py")

    def collect(self, submitted_file):
        path = pathlib.PurePath(submitted_file).as_posix()
        found = next((match for pattern in self.WHO if (match := pattern.search(path))), None)
        place = self._place(found["rest"]) if found else None
        if place is None:
            return None
        name = re.sub(r"[\W_]+", "-", found["name"].lower()).strip("-") or "student"
        student = f"{name}-{found['number']}"
        claimed = self.__dict__.setdefault("_claimed", {})
        if (first := claimed.setdefault((student, place), path)) != path:
            self.log.warning("%s handed in %s twice: keeping %s, skipping %s", student, place, first, path)
            return None
        return {"student_id": student, "file_id": place}

    def _place(self, rest):
        """Where in the assignment's folder a file belongs; None for what does not."""
        path = pathlib.PurePosixPath(rest)
        if path.suffix not in self.KEPT or any(p.startswith((".", "__MACOSX")) for p in path.parts):
            return None
        name = re.sub(r"(-\d+| ?\(\d+\))$", "", path.stem) + path.suffix  # what browsers add to a second copy
        if path.suffix == ".ipynb":
            return name
        inside = path.parts[path.parts.index("w2v_lib") :] if "w2v_lib" in path.parts else None
        if inside:
            return "/".join(inside)
        return f"w2v_lib/{name}" if name in grade.STUDENT_FILES else None
