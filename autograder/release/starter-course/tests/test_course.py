"""What has to hold of this course, whatever its questions are: python -m unittest discover tests."""

import contextlib
import io
import json
import pathlib
import shutil
import tempfile
import unittest

import nbformat

from autograder.checks.misconceptions import misconceptions
from autograder.cli import main
from autograder.course import Classroom
from autograder.gradebook import records
from autograder.release.sample import sample_class
from autograder.release.sources import source_cells

HERE = pathlib.Path(__file__).resolve().parents[1]
OURS = "--i-trust-these-submissions"  # we wrote them: a machine without a sandbox will do


def w2v(*words, cwd):
    """Run the command in a folder; return its exit code and what it says."""
    said = io.StringIO()
    with contextlib.chdir(cwd), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(words)
    return code, said.getvalue()


class TheCourse(unittest.TestCase):
    """The course, released in a copy, with its sample class."""

    @classmethod
    def setUpClass(cls):
        """Release the course in a copy of its own, and write the sample class."""
        place = tempfile.TemporaryDirectory()
        cls.addClassCleanup(place.cleanup)
        root = pathlib.Path(place.name) / "course"
        shutil.copytree(HERE / "solutions", root / "solutions")
        shutil.copy(HERE / "nbgrader_config.py", root)
        cls.classroom = Classroom.around(root)
        cls.course, cls.class_ = cls.classroom.course, sample_class(cls.classroom)
        for command in ("release", "sample-class"):
            code, said = w2v(command, cwd=root)
            assert code == 0, said

    def test_reference_passes_its_own_checks(self):
        code, said = w2v("check", cwd=self.course.folder)
        self.assertEqual(code, 0, said)

    def test_what_is_released_passes_no_check(self):
        _, said = w2v("check", "--json", cwd=self.classroom.release)
        self.assertEqual(json.loads(said)["points"], 0)

    def test_model_answers_are_right(self):
        cells = [cell for cells in source_cells(self.course.folder).values() for cell in cells]
        lines = [cell.source for cell in cells if cell.metadata.get("part") == "answer"]
        self.assertEqual(len(lines), len(self.course.catalogue.formulas))
        for head, _, line in (line.partition("\n") for line in lines):
            code, said = w2v("answer", head.split()[1], "--latex", line, cwd=self.course.folder)
            self.assertEqual(code, 0, said)

    def test_sample_class_is_graded_and_told_its_misconceptions(self):
        code, said = w2v("grade", "--workers", "1", OURS, cwd=self.classroom.root)
        self.assertEqual(code, 0, said)
        self.assertIn(f"{len(self.class_)} graded", said)
        hints = {wrong.id: wrong.hint for wrong in misconceptions(self.course)}
        self.assertEqual({id for sample in self.class_.values() for id in sample.wrong}, set(hints))
        for student, sample in self.class_.items():
            self.assertEqual(self.hints_of(student), {hints[id] for id in sample.wrong})

    def hints_of(self, student):
        """Return the hints in a student's graded notebooks."""
        sheets = [nbformat.read(path, 4) for path in self.classroom.autograded(student).glob("*.ipynb")]
        found = [records.of(cell) for sheet in sheets for cell in sheet.cells]
        return {result.hint for record in found if record for result in record.results or ()} - {None}


if __name__ == "__main__":
    unittest.main()
