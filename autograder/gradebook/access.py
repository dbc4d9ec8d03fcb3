"""Say in one line why a file of the classroom cannot be written."""

import contextlib
import pathlib
from collections.abc import Iterator

from autograder.course import NoAccess


@contextlib.contextmanager
def accessible(path: pathlib.Path) -> Iterator[None]:
    """Say what is wrong where something at this place cannot be written. Raises NoAccess."""
    try:
        yield
    except OSError as problem:
        raise NoAccess(
            f"{problem.filename or path} cannot be written ({problem.strerror}): see the disk, and whose the "
            "folder is; c.CourseDirectory.groupshared = True lets a group of instructors share it"
        ) from problem
