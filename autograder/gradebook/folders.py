"""Write what was graded to autograded/, whole or not at all."""

import contextlib
import os
import pathlib
import shutil
from collections.abc import Mapping

from autograder.checks.oracle import TABLE
from autograder.course import Classroom

from .access import accessible

GRADED = ".graded"  # beside an autograded notebook: the key of the score
READ_ONLY, SHARED, SHARED_FOLDER = 0o444, 0o664, 0o2770  # as nbgrader has them


class Autograded:
    """The folders of graded submissions; in each, the release's files stand beside the notebooks."""

    def __init__(self, classroom: Classroom, release: Mapping[str, bytes]) -> None:
        self.classroom = classroom
        table = f"{classroom.course.library}/{TABLE}"  # large, and nobody reads it there
        beside = {name: data for name, data in release.items() if not name.endswith(".ipynb")}
        self.given = {name: data for name, data in beside.items() if name != table}

    def key(self, student: str) -> str:
        """Return the key of the score to which a student's folder belongs; empty where there is none."""
        path = self.classroom.autograded(student) / GRADED
        with contextlib.suppress(OSError):
            return path.read_text("ascii", "replace")
        return ""

    def write(self, student: str, files: Mapping[str, bytes], key: str) -> None:
        """Put a student's graded files in place of those that were there. Raises NoAccess."""
        folder = self.classroom.autograded(student)
        new, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
        with accessible(folder):
            for path in (new, old):
                if path.is_dir():
                    shutil.rmtree(path)
            self._fill(new, {**self.given, **files, GRADED: key.encode()})
            if folder.exists():
                folder.rename(old)
            new.rename(folder)
            shutil.rmtree(old, ignore_errors=True)

    def _fill(self, folder: pathlib.Path, files: Mapping[str, bytes]) -> None:
        mode = SHARED if self.classroom.is_shared else READ_ONLY
        made = {folder}
        folder.mkdir(parents=True)
        for name, data in files.items():
            path = folder / name
            if path.parent not in made:
                path.parent.mkdir(parents=True, exist_ok=True)
                made |= {parent for parent in path.parents if parent.is_relative_to(folder)}
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                os.fchmod(handle, mode)
        if self.classroom.is_shared:
            for path in (*made, folder.parent):
                with contextlib.suppress(PermissionError):  # another account's, which has set it
                    path.chmod(path.stat().st_mode | SHARED_FOLDER)
