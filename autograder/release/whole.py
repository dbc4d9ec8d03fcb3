"""nbgrader's generate_assignment, whole or not at all."""

import contextlib
import fcntl
import os
import pathlib
import shutil
from collections.abc import Iterator
from typing import Any

from nbgrader.converters import GenerateAssignment, NbGraderException

from autograder.course import Classroom, CourseError

from .complete import missing_in
from .finish import finish
from .sources import write_notebooks


class WholeRelease(GenerateAssignment):
    """nbgrader's generate_assignment, built aside: the release before stays until the new one is whole."""

    def __init__(self, **kwargs: Any) -> None:
        self.building = False  # while it is, files go to the folder beside
        self.problem: str | None = None
        super().__init__(**kwargs)

    def start(self) -> None:
        """Release, once any other release in this folder has ended: both build in the same place."""
        with _alone_in(self.coursedir.root):
            super().start()

    def init_notebooks(self) -> None:
        """Say in a sentence what a course lacks, before nbgrader looks at it."""
        try:
            self.classroom = Classroom.around(self.coursedir.root, self.coursedir.assignment_id)
            write_notebooks(self.classroom.course.folder)
            missing = missing_in(self.classroom.course)
        except CourseError as problem:
            raise self._stopped(problem) from problem
        if missing:
            raise self._stopped("; ".join(missing))
        super().init_notebooks()

    def convert_notebooks(self) -> None:
        for source, notebooks in sorted(self.assignments.items()):
            self.notebooks = sorted(notebooks)
            try:
                self._build(pathlib.Path(source).name)
            except CourseError as problem:
                raise self._stopped(problem) from problem
            except NbGraderException as problem:
                raise self._stopped(problem) from problem

    def _build(self, id: str) -> None:
        released = pathlib.Path(self._format_dest(id, "."))
        if released.exists() and not self.force:
            self.log.warning("%s is released already: use --force to release it again", id)
            return
        self.building = True
        aside = pathlib.Path(self._format_dest(id, "."))
        shutil.rmtree(aside, ignore_errors=True)  # what a run that was killed left
        try:
            self.run_pre_convert_hook()
            self.init_assignment(id, ".")
            for notebook in self.notebooks:
                self.convert_single_notebook(notebook)
            finish(self.classroom.course, aside, before=released)
            self.set_permissions(id, ".")
            _swap(aside, released)
        finally:
            self.building = False
            shutil.rmtree(aside, ignore_errors=True)
        self.run_post_convert_hook()

    def _format_dest(self, assignment_id: str, student_id: str, escape: bool = False) -> str:
        path = pathlib.Path(super()._format_dest(assignment_id, student_id, escape=escape))
        return str(path.with_name(f".{path.name}-unfinished") if self.building else path)

    def _stopped(self, why: object) -> NbGraderException:
        self.problem = str(why)
        self.log.error("%s", why)
        return NbGraderException(self.problem)


@contextlib.contextmanager
def _alone_in(folder: str) -> Iterator[None]:
    """Wait until no other release is at work in a folder."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _swap(made: pathlib.Path, released: pathlib.Path) -> None:
    """Put the new release in the place of the one before."""
    before = released.with_name(f".{released.name}-before")
    shutil.rmtree(before, ignore_errors=True)
    if released.exists():
        released.rename(before)
    made.rename(released)
    shutil.rmtree(before, ignore_errors=True)
