"""The zip for students: the assignment, the engine and the course as wheels, the pins, how to start."""

import pathlib
import tempfile

from autograder.checks.oracle import TABLE
from autograder.course import Classroom

from .pins import student_pins
from .wheels import course_wheel, engine_wheel
from .work import released_files
from .zips import write_zip

START_HERE = """\
# Start here

Unpack this folder, and in it run

    python -m venv .venv
    .venv/bin/pip install -r requirements.txt      (on Windows: .venv\\Scripts\\pip)
    .venv/bin/jupyter lab

Then open the first notebook.
"""


def bundle(classroom: Classroom, target: pathlib.Path) -> pathlib.Path:
    """Write the zip for students; the same bytes for the same files. Raises ReleaseError."""
    id = classroom.course.id
    return write_zip(target, {f"{id}/{name}": content for name, content in bundled(classroom).items()})


def bundled(classroom: Classroom) -> dict[str, bytes]:
    """Return {name: content} of all that students receive. Raises ReleaseError."""
    course = classroom.course
    with tempfile.TemporaryDirectory() as folder:
        table = classroom.release / course.library / TABLE
        wheels = [engine_wheel(pathlib.Path(folder)), course_wheel(course, table, pathlib.Path(folder))]
        requirements = [*student_pins(), *(f"./{wheel.name}" for wheel in wheels)]
        extra = {
            "START_HERE.md": (course.public_text("START_HERE.md") or START_HERE).encode(),
            "requirements.txt": "".join(f"{line}\n" for line in requirements).encode(),
            **{wheel.name: wheel.read_bytes() for wheel in wheels},
        }
    return released(classroom) | extra


def released(classroom: Classroom) -> dict[str, bytes]:
    """Return {name: content} of the release's files."""
    paths = released_files(classroom.release, classroom.course)
    return {path.relative_to(classroom.release).as_posix(): path.read_bytes() for path in paths}
