"""Remembers what was collected, so that collecting again is safe, and what was put right by hand is kept."""

import hashlib
import json
import os
import pathlib
import time
from dataclasses import asdict, dataclass, field

from autograder.course import Classroom
from autograder.intake import printable

FILE = pathlib.Path(".w2v", "collected.json")
SECONDS_UNSAVED = 2.0  # at most, for thousands of students make a large file


@dataclass(frozen=True)
class Collected:
    """What was collected of one student.

    upload: a digest of what was handed in. order: which of two uploads is newer. written: a digest of what
    was put into submitted/. platform, name, number: as the platform says them. refused: why it cannot be
    graded.
    """

    upload: str
    order: list[float]
    written: str
    platform: str = ""
    name: str = ""
    number: str = ""
    refused: str = ""


@dataclass
class Memory:
    """What was collected, by student; saved now and then, and by whoever ends a run, stopped or not.

    Where it is killed, the same downloads find what it wrote, and that is remembered then.
    """

    path: pathlib.Path
    students: dict[str, Collected] = field(default_factory=dict)
    others: dict[str, object] = field(default_factory=dict)
    course: str = ""
    is_saved: bool = True
    saved_at: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, classroom: Classroom) -> "Memory":
        """Read what is remembered of the classroom's course; nothing where the file is damaged."""
        path, id = classroom.root / FILE, classroom.course.id
        try:
            content = json.loads(path.read_text("utf-8"))
            students = {name: Collected(**entry) for name, entry in content.get(id, {}).items()}
            return cls(path, students, {key: value for key, value in content.items() if key != id}, id)
        except (OSError, ValueError, TypeError, AttributeError):
            return cls(path, course=id)  # then a folder that differs counts as put right by hand

    def keep(self, student: str, collected: Collected) -> None:
        """Remember a student."""
        self.students[student], self.is_saved = collected, False
        if time.monotonic() - self.saved_at > SECONDS_UNSAVED:
            self.save()

    def save(self) -> None:
        """Write what is remembered, where it is not written yet."""
        if self.is_saved:
            return
        content = self.others | {self.course: {name: asdict(one) for name, one in self.students.items()}}
        self.path.parent.mkdir(exist_ok=True)
        unfinished = self.path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
        os.replace(unfinished, self.path)
        self.is_saved, self.saved_at = True, time.monotonic()


def digest_of(folder: pathlib.Path) -> str:
    """Return a hash of all files in a folder, but those whose names begin with a dot."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") or part == "__pycache__" for part in name.split("/")):
            continue
        if path.is_symlink():
            digest.update(f"{printable(name)}\0link\n".encode())
        elif path.is_file():
            with path.open("rb") as file:
                inside = hashlib.file_digest(file, "sha256").hexdigest()
            digest.update(f"{name}\0{inside}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
