"""`python -m autograder.release.distribute FOLDER`: write what is published of a version, with checksums."""

import hashlib
import pathlib
import shutil
import sys

from autograder.checks.oracle import TABLE
from autograder.course import Classroom

from .bundle import bundle
from .pins import NAME, pins
from .wheels import course_wheel, engine_wheel

SUMS = "SHA256SUMS"


def distribute(classroom: Classroom, folder: pathlib.Path) -> list[pathlib.Path]:
    """Write the wheels, the versions to install with them, and the zip for students. Raises ReleaseError."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    course = classroom.course
    engine_wheel(folder)
    course_wheel(course, classroom.release / course.library / TABLE, folder)
    bundle(classroom, folder / f"{course.id}.zip")
    (folder / NAME).write_text(pins(), "utf-8")
    made = sorted(folder.iterdir())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made]
    (folder / SUMS).write_text("".join(lines), "utf-8")
    return [*made, folder / SUMS]


if __name__ == "__main__":
    for written in distribute(Classroom.around(), pathlib.Path(sys.argv[1])):
        print(f"{written.stat().st_size:>9,}  {written}")
