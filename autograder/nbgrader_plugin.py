"""What makes stock nbgrader commands use this course's release and grading (see nbgrader_config.py)."""

import os
import pathlib
import re
import sys
import warnings

import nbformat
from nbgrader.plugins import FileNameCollectorPlugin
from nbgrader.preprocessors import NbGraderPreprocessor
from nbformat.v4 import new_output
from sqlalchemy.exc import SAWarning

from . import grade, release
from .catalogue import questions
from .course import ASSIGNMENT, Course
from .report import text
from .results import COULD_NOT_CHECK

HERE = "autograder.nbgrader_plugin"


def configure(c):
    """Sets all that nbgrader needs to know about this course."""
    c.CourseDirectory.course_id = "word2vec"
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "assignments"
    # neither the notebooks' sources nor the wrong implementations are files for students
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "*.md", "misconceptions", "checkpoints"]
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
    c.Autograde.sanitize_preprocessors = [f"{HERE}.{name}" for name in ("UniqueCells", "MissingCells", "HarmlessOutputs")] + [
        default + name for name in "DeduplicateIds OverwriteKernelspec OverwriteCells CheckCellMetadata".split()
    ]
    c.Autograde.autograde_preprocessors = [
        f"{HERE}.TrustedResults",
        default + "IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        *(default + name for name in "LimitOutput SaveAutoGrades AssignLatePenalties CheckCellMetadata".split()),
    ]
    c.Autograde.exclude_overwriting = {ASSIGNMENT: [f"w2v_lib/{name}" for name in grade.STUDENT_FILES]}
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


class UniqueCells(NbGraderPreprocessor):
    """A cell that was pasted a second time loses its id: one such cell would stop the whole batch."""

    def preprocess(self, nb, resources):
        seen = set()
        for cell in nb.cells:
            meta = cell.metadata.get("nbgrader")
            id = meta.get("grade_id") if isinstance(meta, dict) else None
            if "nbgrader" in cell.metadata and (not isinstance(id, str) or id in seen):
                self.log.warning("A second cell %r, or one without an id, counts as the student's own", id)
                del cell.metadata["nbgrader"]
            seen.add(id)
        return nb, resources


class MissingCells(NbGraderPreprocessor):
    """Puts back cells of the release that are gone, each behind the one that it followed.

    nbgrader's own `add_missing_cells` fails where the cell before is a locked text.
    """

    def preprocess(self, nb, resources):
        course = Course.around(resources["metadata"]["path"])
        released = nbformat.read(course.release / f"{resources['nbgrader']['notebook']}.ipynb", as_version=4)
        here, before = set(map(_grade_id, nb.cells)), None
        for cell in released.cells:
            id = _grade_id(cell)
            if id and id not in here:
                self.log.warning("The cell %r is missing and was put back", id)
                ids = list(map(_grade_id, nb.cells))
                nb.cells.insert(ids.index(before) + 1 if before else 0, cell)
            before = id or before
        return nb, resources


def _grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


class HarmlessOutputs(NbGraderPreprocessor):
    """Keeps a student's pictures and text for whoever reads the answers, and nothing that could run."""

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type == "code":
            cell.outputs = [kept for output in cell.outputs if (kept := _harmless(output)) is not None]
        return cell, resources


def _harmless(output):
    if output.output_type == "stream":
        return new_output("stream", name="stdout", text=output.text)
    data = {kind: value for kind, value in output.get("data", {}).items() if kind in ("image/png", "text/plain")}
    return new_output("display_data", data=data) if data else None


class TrustedResults(NbGraderPreprocessor):
    """In place of running the notebook: each graded cell gets what the grader found from outside."""

    def preprocess(self, nb, resources):
        ids = {q.id for q in questions().values() if q.checks}
        graded = [c for c in nb.cells if c.cell_type == "code" and c.metadata.get("nbgrader", {}).get("grade")]
        course = Course.around(resources["metadata"]["path"])
        with grade.submission(resources["metadata"]["path"], course, resources["nbgrader"]["student"]) as checker:
            for cell in graded:
                id = cell.metadata.nbgrader.grade_id
                if id not in ids:
                    raise grade.GradingError(f"no checks are known for the graded cell {id!r}: release the assignment again")
                cell.outputs = trusted_outputs(checker.results(id))
                cell.execution_count = 1
        return nb, resources


def trusted_outputs(results):
    """The results for people, then the points the way nbgrader reads them: a plain float."""
    points = repr(float(sum(r.points for r in results)))
    said = text.render(results)
    if unclear := sum(r.max_points for r in results if r.status == COULD_NOT_CHECK):
        said += f"\n{text.number(unclear)} points could not be checked: they are no verdict, and a person may give them."
    return [
        new_output("stream", name="stdout", text=said + "\n"),
        new_output("execute_result", data={"text/plain": points}, execution_count=1),
    ]


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
