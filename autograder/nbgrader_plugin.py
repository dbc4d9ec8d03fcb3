"""What makes stock nbgrader commands use this course's release and grading (see nbgrader_config.py)."""

import glob
import os
import pathlib
import re
import shutil
import sys
import warnings

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.apps import api, autogradeapp
from nbgrader.converters import Autograde, BaseConverter, NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from sqlalchemy.exc import SAWarning
from traitlets import Bool

from . import cells, grade, intake, release
from .answers import verdict
from .catalogue import answer_cell, formula_of, formulas, questions
from .course import ASSIGNMENT, Course
from .oracle import BrokenReference
from .report import answers, text
from .results import COULD_NOT_CHECK
from .sandbox import _course, tiers
from .sandbox.isolated import MachineError

HERE = "autograder.nbgrader_plugin"
GRADED = ".graded"  # beside an autograded notebook: the digest of what was handed in


def configure(c):
    """Sets all that nbgrader needs to know about this course."""
    c.CourseDirectory.course_id = "word2vec"
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "assignments"
    # neither the notebooks' sources nor the wrong implementations are files for students
    c.CourseDirectory.ignore = [*intake.SKIPPED, "checkpoints", "*.pyc", "feedback", "*.md", "misconceptions"]
    c.ClearSolutions.text_stub = release.BLANK_ANSWER
    c.ClearSolutions.code_stub = {"python": release.BLANK_FORMULA}  # the only code cells with an answer are final lines
    c.IgnorePattern.enabled = False

    default = "nbgrader.preprocessors."
    c.GenerateAssignment.preprocessors = [f"{HERE}.ReleaseCells"] + [
        default + name
        for name in (
            "IncludeHeaderFooter LockCells ClearSolutions ClearOutput CheckCellMetadata ComputeChecksums SaveCells "
            "ClearHiddenTests ClearMarkScheme ComputeChecksums CheckCellMetadata"
        ).split()
    ]
    after = c.GenerateAssignment.preprocessors.index(f"{default}ClearSolutions") + 1
    c.GenerateAssignment.preprocessors.insert(after, f"{HERE}.BlankFormulas")
    # notebooks are built anew from the release (cells.py): there is nothing to overwrite, to clear or to validate in between
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = [f"{HERE}.TrustedResults", f"{default}LimitOutput", f"{HERE}.SaveScores", f"{default}AssignLatePenalties"]
    c.Exporter.optimistic_validation = True  # once, at the end
    c.Autograde.exclude_overwriting = {ASSIGNMENT: [f"w2v_lib/{name}" for name in grade.STUDENT_FILES]}
    for module in (autogradeapp, api):  # the command, and the formgrader's button
        module.Autograde = TrustedAutograde
    c.HTMLExporter.filters = {"markdown2html": "autograder.safe_html.markdown2html"}
    c.ZipCollectApp.extractor_plugin = "autograder.collecting.Archives"
    c.ZipCollectApp.collector_plugin = "autograder.collecting.Downloads"
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
        return answers.folded() if cell.source == "LANGUAGE" else cell.source
    q = questions()[id]
    said = f"{q.points:g} {'bonus ' * q.bonus}point{'s' * (q.points != 1)}"
    line = "final line" + "s" * (len(q.formulas) > 1)
    parts = {"the code": q.check_points, "the derivation" if q.formulas else "the answer": q.written, f"the {line}": q.formula_points}
    if sum(map(bool, parts.values())) > 1:
        said += ": " + ", ".join(f"{points:g} for {part}" for part, points in parts.items() if points)
    return cell.source.replace("POINTS", said).replace("SYMBOLS", answers.may_use(q))


def _released(cell):
    """A released cell's metadata."""
    id, part = cell.metadata.get("question"), cell.metadata.get("part")
    if id is None:
        return {}
    if part == "answer" and id in formulas():
        points = formulas()[id].formulas[id]
        meta = {"grade_id": answer_cell(id), "grade": True, "solution": True, "locked": False, "task": False, "points": points}
        return {"nbgrader": meta | {"schema_version": 3, "cell_type": cell.cell_type}}
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


class BlankFormulas(NbGraderPreprocessor):
    """Puts the formula's id into the cells from which nbgrader has just cleared the final line."""

    def preprocess_cell(self, cell, resources, cell_index):
        id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = release.BLANKS.get(id, cell.source)
        return cell, resources


class Taken(BaseConverter):
    """In place of nbgrader's copying, which follows links: writes what intake has read."""

    def init_assignment(self, assignment_id, student_id):
        graded = pathlib.Path(self._format_dest(assignment_id, student_id))
        for name, data in self.submission.files.items():
            if not name.endswith(".ipynb"):
                (graded / name).parent.mkdir(parents=True, exist_ok=True)
                (graded / name).write_bytes(data)


class TrustedAutograde(Autograde, Taken):
    """nbgrader's autograde, but that a submission is taken in, and its code called, by us.

    Nothing of a submission is executed or imported here; its notebooks are built anew from the release.
    """

    i_trust_these_submissions = Bool(False, help="Grade without a sandbox where none works.").tag(config=True)

    def __init__(self, **kwargs):
        self.refused, self.broken = {}, None  # submissions that are not graded, and why; what makes grading impossible
        super().__init__(**kwargs)

    def init_notebooks(self):
        """All submissions there are, each with all notebooks of the release: a missing one is a blank one."""
        if self.coursedir.notebook_id != "*":
            raise self._stopped("submissions are graded as a whole, in a second or two: leave out --notebook")
        self.course = Course.around(self.coursedir.root)
        names = [path.name for path in sorted(self.course.release.glob("*.ipynb"))]
        root, pattern = self.coursedir.root, self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        folders = glob.glob(pattern.replace(root, glob.escape(root), 1))
        self.assignments = {folder: [os.path.join(folder, name) for name in names] for folder in folders}
        if not names or not folders:
            raise self._stopped(f"there is nothing to grade: no {'submission' if names else 'released notebook'} was found")

    def convert_notebooks(self):
        try:
            self.tier = tiers.choose(trust=self.i_trust_these_submissions)
        except tiers.NoSandbox as problem:
            raise self._stopped(problem)
        self.log.info("Grading with %s", tiers.PROMISES[self.tier])
        failed = None
        try:
            super().convert_notebooks()
        except NbGraderException as problem:
            failed = problem
        if self.broken:
            raise self._stopped(self.broken)
        if self.refused:
            raise self._stopped(f"{len(self.refused)} submissions were not graded: {', '.join(sorted(self.refused))} (the log says why)")
        if failed:
            raise failed

    def init_destination(self, assignment_id, student_id):
        """Whether this submission is to be graded; takes it in and calls its code if so."""
        if self.broken or student_id in self.coursedir.student_id_exclude.split(","):
            return False
        graded = pathlib.Path(self._format_dest(assignment_id, student_id))
        try:
            self.submission = intake.read(
                self._format_source(assignment_id, student_id), _course.LIBRARY, grade.STUDENT_FILES, ["checkpoints"]
            )
            self.sheets = self._sheets(student_id)
            if not self.force and graded.is_dir() and self._digest(graded) == self.submission.digest():
                self.log.info("%s is graded already", student_id)
                return False
            self.results = grade.results(self.submission, self.course, student_id, self.tier)
        except (intake.Refused, grade.GradingError) as problem:
            self.log.error("%s is not graded: %s", student_id, problem)
            self.refused[student_id] = str(problem)
            return False
        except (MachineError, BrokenReference) as problem:
            self.broken = str(problem)
            return False
        if graded.is_dir():
            shutil.rmtree(graded)
        return True

    def set_permissions(self, assignment_id, student_id):
        """At the end: what was graded is remembered, so that another hand-in is told from it."""
        graded = pathlib.Path(self._format_dest(assignment_id, student_id))
        (graded / GRADED).write_text(self.submission.digest())
        super().set_permissions(assignment_id, student_id)

    def _digest(self, graded):
        return (graded / GRADED).read_text() if (graded / GRADED).is_file() else None

    def _sheets(self, student_id):
        """{notebook: its restored form}; what was put right is logged, and kept in `notes`."""
        self._examine_names()
        sheets = {path.stem: nbformat.read(path, as_version=4) for path in sorted(self.course.release.glob("*.ipynb"))}
        self.notes = list(self._missing(sheets))
        for name, released in sheets.items():
            if (data := self.submission.notebook(name)) is not None:
                sheets[name], notes = cells.restored(f"{name}.ipynb", data, released)
                self.notes += notes
        for note in self.notes:
            self.log.warning("%s: %s", student_id, note)
        return sheets

    def _examine_names(self):
        """Refuses names that stand in the way of the release's files, and a time that nbgrader could not read."""
        stamp = self.submission.files.get("timestamp.txt", b"").decode("ascii", "replace").strip()
        if stamp and not re.fullmatch(r"[\d:. T+-]{8,40}( ?[A-Z]{3,4})?", stamp):
            raise intake.Refused(f"timestamp.txt holds no date: {stamp[:40]}")
        try:
            utils.parse_utc(stamp) if stamp else None
        except Exception as problem:  # dateutil raises many kinds
            raise intake.Refused(f"timestamp.txt holds no date: {problem}") from None
        ours = {path.relative_to(self.course.release).as_posix(): path.is_dir() for path in self.course.release.rglob("*")}
        for name in self.submission.files:
            above = [str(folder) for folder in pathlib.PurePosixPath(name).parents]
            if ours.get(name) or any(ours.get(folder) is False for folder in above):
                raise intake.Refused(f"{name} stands where the assignment has something else")

    def _missing(self, sheets):
        """What was not handed in, or under another name."""
        modules = self.submission.modules()
        for name in grade.STUDENT_FILES if modules else ():
            if name not in modules:
                yield f"w2v_lib/{name} was not handed in: its functions count as not written"
        if not modules:
            yield "no w2v_lib was handed in: its functions count as not written"
        for name in sheets:
            if self.submission.notebook(name) is None:
                yield f"{name}.ipynb was not handed in: it counts as blank"
        for name in self.submission.files:
            if name.endswith(".ipynb") and name[:-6] not in sheets:
                yield f"{name} is no notebook of this assignment: it is not read"

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
            if formula := formula_of(id):
                cell.outputs = marked(formula, cell)
                continue
            if id not in ids:
                raise grade.GradingError(f"no checks are known for the graded cell {id!r}: release the assignment again")
            cell.outputs = trusted_outputs(resources["results"][id], resources["tier"])
            cell.execution_count = 1
        return nb, resources


class SaveScores(SaveAutoGrades):
    """nbgrader's, but that a final line is given its points here; what cannot be read waits for a person."""

    def _add_score(self, cell, resources):
        super()._add_score(cell, resources)
        meta = cell.metadata.nbgrader
        if cell.cell_type == "code" and meta.solution:
            grade_ = self.gradebook.find_grade(meta.grade_id, self.notebook_id, self.assignment_id, self.student_id)
            grade_.auto_score = score_of(cell)
            grade_.needs_manual_grade = grade_.auto_score is None or grade_.manual_score is not None
            self.gradebook.db.commit()


def marked(formula, cell):
    """The outputs of a final line: the verdict for people, and the points unless a person must decide."""
    found = verdict.judge(formula, verdict.body(cell.source))
    points, most = cell.metadata.nbgrader.points * (found.verdict == verdict.RIGHT), cell.metadata.nbgrader.points
    blank = cell.source == release.BLANKS[cell.metadata.nbgrader.grade_id]
    said = "No answer was given." if blank else answers.text(found)
    if unclear := found.verdict == verdict.UNREADABLE and not blank:
        said += f"\nThe program gives no verdict: a person decides on {text.number(most)} point{'s' * (most != 1)}."
    shown = [new_output("stream", name="stdout", text=said + "\n")]
    return shown if unclear else [*shown, new_output("execute_result", data={"text/plain": repr(float(points))}, execution_count=1)]


def score_of(cell):
    """The points in a cell's outputs, None if there are none."""
    found = [output for output in cell.outputs if output.output_type == "execute_result"]
    return float(found[0].data["text/plain"]) if found else None


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
