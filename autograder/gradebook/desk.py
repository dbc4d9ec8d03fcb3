"""Grade one submission after the other: bytes in, an Outcome out; no gradebook, no student's folder.

It works wherever the course is: in nbgrader's own process, in one of several, on another machine.
"""

import dataclasses
import json
import os
import pathlib
import time
import traceback
from collections.abc import Iterator
from typing import Any

import nbformat

from autograder.checks.oracle import BrokenReference
from autograder.course import Classroom, grade_id
from autograder.intake import Refused, proper_id, shown, timestamps
from autograder.sandbox import scratch
from autograder.sandbox.isolated import MachineError

from . import graded_cells
from .bench import Bench, Taken
from .crew import Died
from .grading import GradingError
from .outcome import BROKEN, FAILED, GRADED, REFUSED, Cell, Job, Outcome

DIED = "the process that graded it died twice: a person has to look at it"
OURS = "the grader failed, which is no fault of theirs ({})"


class Desk:
    """Grade submissions of a classroom, in the sandbox of this tier. Raises GradingError where it cannot."""

    def __init__(self, classroom: Classroom, tier: str, bench: Bench | None = None) -> None:
        self.classroom, self.tier = classroom, tier
        self.bench = bench or Bench(classroom)
        self.bench.use(tier)
        self.release = released(classroom)
        self.released = {  # {notebook: its released form}
            pathlib.PurePosixPath(name).stem: nbformat.reads(data.decode("utf-8"), as_version=4)
            for name, data in self.release.items()
            if name.endswith(".ipynb") and "/" not in name
        }

    def close(self) -> None:
        """End all processes."""
        self.bench.close()

    def grade(self, job: Job) -> Outcome:
        """Grade a submission; whatever happens is in the Outcome."""
        began = time.monotonic()
        try:
            return self._graded(job, began)
        except Refused as problem:
            outcome = Outcome(job.student, REFUSED, str(problem))
        except (MachineError, BrokenReference, GradingError) as problem:
            outcome = Outcome(job.student, BROKEN, str(problem))
        except Exception as problem:  # ours; the others are graded all the same
            outcome = failed(job.student, problem)
        return dataclasses.replace(outcome, seconds=time.monotonic() - began)

    def _graded(self, job: Job, began: float) -> Outcome:
        proper_id(job.student)
        if job.refused:
            raise Refused(job.refused)
        self.bench.fresh()
        with scratch.folder("hand-in") as folder:
            for name, data in {**job.files, **{name: self.release[name] for name in job.given}}.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                os.utime(path, (job.times.get(name, began), job.times.get(name, began)))
            return self._graded_from(str(folder), job.student, began)

    def _graded_from(self, folder: str, student: str, began: float) -> Outcome:
        taken = self.bench.take(folder)
        self._examine(taken)
        self.bench.notes[:0] = self._missing(taken)
        results = self.bench.results(taken.modules, student)
        sheets = {name: nbformat.from_dict(json.loads(text)) for name, text in taken.sheets.items()}
        verdicts = self.bench.verdicts(sheets.values())
        derivations = self.bench.derivations(sheets.values())
        for sheet in sheets.values():
            graded_cells.fill(sheet, self.classroom.course, results, verdicts, derivations, self.tier)
        files = {
            f"{name}.ipynb": nbformat.v4.writes(sheet).encode() + b"\n" for name, sheet in sheets.items()
        }
        files |= {name: data for name, data in self.bench.for_people(taken) if self.release.get(name) != data}
        return Outcome(
            student=student,
            status=GRADED,
            notes=tuple(self.bench.notes),
            cells={name: self._cells(name, sheet) for name, sheet in sheets.items()},
            files=files,
            handed_in_at=taken.files.get(timestamps.FILE, b"").decode("ascii", "replace").strip(),
            seconds=time.monotonic() - began,
        )

    def _cells(self, notebook: str, sheet: Any) -> dict[str, Cell]:
        """Return what the gradebook keeps of a graded notebook's cells."""
        before = {cell.metadata.nbgrader.grade_id: cell.source for cell in _known(self.released[notebook])}
        found = {}
        for cell in _known(sheet):
            meta = cell.metadata.nbgrader
            is_blank = meta.solution and cell.source == before.get(meta.grade_id)
            points = graded_cells.points(cell, is_blank) if meta.grade else None
            found[meta.grade_id] = Cell(points, meta.grade, meta.solution, is_blank)
        return found

    def _examine(self, taken: Taken) -> None:
        """Refuse names that are in the way of the release's files, and a time that nobody can read."""
        if timestamps.FILE in taken.files:
            from nbgrader.utils import parse_utc  # noqa: PLC0415  all of nbgrader, for a time alone

            timestamps.examine(taken.files, parse_utc)
        folders = {str(folder) for name in self.release for folder in pathlib.PurePosixPath(name).parents}
        for name in taken.names:
            above = [str(folder) for folder in pathlib.PurePosixPath(name).parents]
            if name in folders or any(folder in self.release for folder in above):
                raise Refused(f"{name} stands where the assignment has something else")
            if any(folder.endswith(".ipynb") for folder in above):
                raise Refused(f"{shown(name)} is in a folder that is named like a notebook")

    def _missing(self, taken: Taken) -> Iterator[str]:
        """Say what was not handed in, or under another name."""
        course, modules, names = self.classroom.course, taken.modules, taken.names
        if not modules:
            yield f"no {course.library} was handed in: its functions count as not written"
        for name in course.student_files:
            if modules and name not in modules:
                yield f"{course.library}/{name} was not handed in: its functions count as not written"
        sheets = [f"{name}.ipynb" for name in taken.sheets]
        for name in sheets:
            if name not in names:
                yield f"{name} was not handed in: it counts as blank"
        for name in names:
            if name.endswith(".ipynb") and name not in sheets:
                yield f"{name} is no notebook of this assignment: it is not read"


def failed(student: str, problem: Exception) -> Outcome:
    """Return what becomes of a submission where the program fails."""
    if isinstance(problem, Died):
        return Outcome(student, FAILED, DIED)
    details = "".join(traceback.format_exception(problem))
    return Outcome(student, FAILED, OURS.format(type(problem).__name__), details)


def _known(sheet: Any) -> list[Any]:
    """Return the cells of a notebook that have an id in the gradebook."""
    return [cell for cell in sheet.cells if grade_id(cell)]


def released(classroom: Classroom) -> dict[str, bytes]:
    """Return {name: bytes} of a release."""
    release = classroom.release
    return {
        path.relative_to(release).as_posix(): path.read_bytes()
        for path in sorted(release.rglob("*"))
        if path.is_file()
    }
