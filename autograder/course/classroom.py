"""The folder in which a course is taught with nbgrader, and the secret from which hidden inputs are drawn."""

import contextlib
import hashlib
import hmac
import os
import pathlib
import secrets
import tempfile
from dataclasses import dataclass

from .course import Course
from .errors import NoAccess, NoCourse
from .finding import CONFIGURATION, chosen, classroom_root, courses_in

SECRET = ".w2v_secret"
SECRET_BYTES = 32


@dataclass(frozen=True)
class Classroom:
    """A course, taught in the folder `root`: solutions/, assignments/, submitted/ and so on.

    submitted_to, autograded_to: folders in which there is one per student, in `root` or elsewhere.
    is_shared: whether a group of instructors works in it (nbgrader's `groupshared`).
    """

    root: pathlib.Path
    course: Course
    submitted_to: str = "submitted"
    autograded_to: str = "autograded"
    is_shared: bool = False

    @classmethod
    def around(cls, folder: pathlib.Path | str = ".", id: str | None = None) -> "Classroom":
        """Return the classroom that `folder` is part of. Raises NoCourse."""
        folder = pathlib.Path(folder).resolve()
        root = classroom_root(folder)
        courses = courses_in(root / "solutions") if root else []
        if root is None or not courses:
            raise NoCourse(
                f"{root or folder} is not the folder of a course: that has solutions/ and {CONFIGURATION}. "
                "Go there and try again, or begin a course: w2v new-course FOLDER"
            )
        return cls(root, chosen(courses, folder, id, root))

    @property
    def release(self) -> pathlib.Path:
        """The folder of what students receive."""
        return self.root / "assignments" / self.course.id

    @property
    def submitted(self) -> pathlib.Path:
        """The folder that holds a folder per student."""
        return self.root / self.submitted_to

    @property
    def downloads(self) -> pathlib.Path:
        """The folder of what learning platforms gave, as nbgrader names it."""
        return self.root / "downloaded" / self.course.id / "archive"

    @property
    def students(self) -> list[str]:
        """The names of the folders of students, in order."""
        folders = (path for path in self.submitted.glob("*") if path.is_dir())
        return sorted(path.name for path in folders if not path.name.startswith("."))

    def handed_in(self, student: str) -> pathlib.Path:
        """Return the folder of what a student handed in."""
        return self.submitted / student / self.course.id

    def autograded(self, student: str) -> pathlib.Path:
        """Return the folder of a student's graded notebooks."""
        return self.root / self.autograded_to / student / self.course.id

    def secret(self) -> bytes:
        """Return the classroom's secret, made on first use; its owner may read it, or the group that shares.

        Raises NoAccess.
        """
        path = self.root / SECRET
        try:
            if not path.exists():
                self._make_secret(path)
            secret = path.read_bytes()
        except OSError as problem:
            raise NoAccess(
                f"{path} cannot be read by this account ({problem.strerror}): ask whoever graded first for "
                f"`chgrp` and `chmod 660` on it, with c.CourseDirectory.groupshared = True in {CONFIGURATION}"
            ) from None
        if len(secret) != SECRET_BYTES:
            raise NoAccess(f"{path} is damaged: delete it, and grade all submissions again")
        return secret

    def _make_secret(self, path: pathlib.Path) -> None:
        handle, unfinished = tempfile.mkstemp(dir=self.root, prefix=f"{SECRET}-")  # mode 600
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
        if self.is_shared:
            os.chmod(unfinished, 0o660)
        with contextlib.suppress(FileExistsError):  # another process was faster: its secret counts
            os.link(unfinished, path)
        os.unlink(unfinished)

    def key(self, student: str) -> str:
        """Return what a submission's hidden inputs are drawn from."""
        return hmac.new(self.secret(), student.encode(), hashlib.sha256).hexdigest()
