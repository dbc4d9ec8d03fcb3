"""Make what students receive: assignments/<course>."""

import logging

from nbgrader.converters import NbGraderException

from autograder.course import Classroom

from .application import application
from .databases import explained, name_of
from .errors import ReleaseError
from .whole import WholeRelease
from .work import released_files, work_in


def release(classroom: Classroom, force: bool = False) -> list[str]:
    """Release the course through nbgrader; return the names of the release's files.

    Raises ReleaseError when the folder holds work that the release would overwrite, or the course is not
    complete, and BookError.
    """
    course = classroom.course
    edited = [] if force else work_in(classroom.release, course)
    if edited:
        raise ReleaseError(
            f"{', '.join(edited)} in {classroom.release} hold work of someone: a release would overwrite it. "
            "Keep a copy elsewhere, then run it again with --force"
        )
    converter = _converter(classroom)
    try:
        with explained(name_of(converter.coursedir.db_url, classroom.root)):
            converter.start()
    except NbGraderException as problem:
        raise ReleaseError(converter.problem or str(problem)) from problem
    folder = classroom.release
    return sorted(path.relative_to(folder).as_posix() for path in released_files(folder, course))


def _converter(classroom: Classroom) -> WholeRelease:
    """Return a converter that releases the classroom's course, as nbgrader's configuration there says."""
    parent = application(classroom)
    converter = WholeRelease(coursedir=parent.coursedir, parent=parent)
    converter.log = logging.Logger("w2v.release")
    converter.log.addHandler(logging.NullHandler())  # what went wrong is in the converter's one sentence
    converter.force = converter.create_assignment = True
    return converter
