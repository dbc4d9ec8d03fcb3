"""Make what students receive: assignments/<course>, whole or not at all."""

import logging
import pathlib
import shutil
from typing import Any

from nbgrader.converters import GenerateAssignment, NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.course import Classroom, CourseError

from .complete import missing_in
from .configuration import configure_release
from .errors import ReleaseError
from .finish import finish
from .sources import write_notebooks
from .work import released_files, work_in


class WholeRelease(GenerateAssignment):
    """nbgrader's generate_assignment, built aside: the release before stays until the new one is whole."""

    def __init__(self, **kwargs: Any) -> None:
        self.building = False  # while it is, files go to the folder beside
        self.problem: str | None = None
        super().__init__(**kwargs)

    @classmethod
    def of(cls, classroom: Classroom) -> "WholeRelease":
        """Return a converter that releases the classroom's course, outside of any nbgrader command."""
        config = Config()
        configure_release(config, list(classroom.course.left_behind))
        config.CourseDirectory.root = str(classroom.root)
        config.CourseDirectory.course_id = config.CourseDirectory.assignment_id = classroom.course.id
        converter = cls(coursedir=CourseDirectory(config=config), config=config)
        converter.log = logging.Logger("w2v.release")
        converter.log.addHandler(logging.NullHandler())  # what went wrong is in the converter's one sentence
        converter.force = converter.create_assignment = True
        return converter

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


def _swap(made: pathlib.Path, released: pathlib.Path) -> None:
    """Put the new release in the place of the one before."""
    before = released.with_name(f".{released.name}-before")
    shutil.rmtree(before, ignore_errors=True)
    if released.exists():
        released.rename(before)
    made.rename(released)
    shutil.rmtree(before, ignore_errors=True)


def release(classroom: Classroom, force: bool = False) -> list[str]:
    """Release the course through nbgrader; return the names of the release's files.

    Raises ReleaseError when the folder holds work that the release would overwrite, or the course is not
    complete.
    """
    course = classroom.course
    edited = [] if force else work_in(classroom.release, course)
    if edited:
        raise ReleaseError(
            f"{', '.join(edited)} in {classroom.release} hold work of someone: a release would overwrite it. "
            "Keep a copy elsewhere, then run it again with --force"
        )
    converter = WholeRelease.of(classroom)
    try:
        converter.start()
    except NbGraderException as problem:
        raise ReleaseError(converter.problem or str(problem)) from problem
    folder = classroom.release
    return sorted(path.relative_to(folder).as_posix() for path in released_files(folder, course))
