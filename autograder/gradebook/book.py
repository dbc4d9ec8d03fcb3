"""The gradebook of a classroom: nbgrader's own, wherever its configuration says that it lies."""

import contextlib
import dataclasses
import datetime
import os
import pathlib
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import make_url

from autograder.course import Classroom
from autograder.release.application import application
from autograder.release.databases import BookError, explained, name_of

from .ledger import FOLDER

BACKUPS, MOST_BACKUPS = "backups", 5
UNKNOWN = "{} does not know the assignment {} yet: run `w2v release` here first"


@dataclasses.dataclass(frozen=True)
class Settings:
    """What nbgrader's configuration says of a classroom.

    parent: what has that configuration (an application, a converter). coursedir: nbgrader's CourseDirectory.
    """

    parent: Any
    coursedir: Any
    classroom: Classroom

    @classmethod
    def within(cls, parent: Any, classroom: Classroom) -> "Settings":
        """Return the settings where nbgrader runs already."""
        course = parent.coursedir
        folders = dataclasses.replace(
            classroom,
            submitted_to=course.submitted_directory,
            autograded_to=course.autograded_directory,
            is_shared=course.groupshared,
        )
        return cls(parent, course, folders)

    @property
    def db_url(self) -> str:
        return str(self.coursedir.db_url)

    @property
    def course_id(self) -> str:
        return str(self.coursedir.course_id)

    @property
    def name(self) -> str:
        """The gradebook's name in messages, without a password."""
        return name_of(self.db_url, self.classroom.root)


def settings(classroom: Classroom) -> Settings:
    """Read nbgrader's configuration of a classroom: where its gradebook and its folders are."""
    return Settings.within(application(classroom), classroom)


@contextlib.contextmanager
def opened(classroom: Classroom | Settings) -> Iterator[Gradebook]:
    """Give the gradebook, which knows the classroom's assignment. Raises BookError."""
    found = classroom if isinstance(classroom, Settings) else settings(classroom)
    url, id = make_url(found.db_url), found.classroom.course.id
    if url.get_backend_name() == "sqlite" and not pathlib.Path(url.database or "").is_file():
        raise BookError(f"there is no gradebook {found.name}: run `w2v release` here first")
    with explained(found.name), Gradebook(found.db_url, found.course_id) as gradebook:
        try:
            gradebook.find_assignment(id)
        except MissingEntry:
            raise BookError(UNKNOWN.format(found.name, id)) from None
        yield gradebook


def back_up(found: Settings) -> str:
    """Keep a copy of the gradebook in .w2v/backups; return what to say where that is not possible."""
    folder = found.classroom.root / FOLDER / BACKUPS
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S.%f")
    url = make_url(found.db_url)
    if url.get_backend_name() == "sqlite":
        copy = folder / f"gradebook-{stamp}.db"
        reading = contextlib.closing(sqlite3.connect(str(url.database)))
        with explained(found.name), reading as source, contextlib.closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    else:
        copy = folder / f"gradebook-{stamp}.sql"
        if shutil.which("pg_dump") is None:
            return f"no backup is made of {found.name}: pg_dump is not on the PATH"
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with open(copy, "wb") as file:
            done = subprocess.run(["pg_dump", "--dbname", plain], stdout=file, stderr=subprocess.PIPE)
        if done.returncode:
            os.unlink(copy)
            said = done.stderr.decode(errors="replace").strip().splitlines()
            return f"no backup is made of {found.name}: {said[-1] if said else 'pg_dump fails'}"
    for old in sorted(folder.iterdir())[:-MOST_BACKUPS]:
        old.unlink()
    return ""


__all__ = ["BookError", "Settings", "back_up", "explained", "opened", "settings"]
