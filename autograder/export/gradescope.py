"""Build the autograder zip for Gradescope: set-up, what is run, the engine, the course with its solutions."""

import pathlib
import tempfile

from autograder.checks.oracle import TABLE
from autograder.course import Classroom
from autograder.course.finding import CONFIGURATION
from autograder.release.bundle import released
from autograder.release.errors import ReleaseError
from autograder.release.pins import pins
from autograder.release.wheels import engine_wheel
from autograder.release.work import released_files
from autograder.release.zips import write_zip

FILES = pathlib.Path(__file__).with_name("files")
PROGRAMS = ("setup.sh", "run_autograder")


def autograder_zip(classroom: Classroom, target: pathlib.Path, visibility: str) -> pathlib.Path:
    """Write the zip; the same bytes for the same files. Raises ReleaseError."""
    course = classroom.course
    if not (classroom.release / course.library / TABLE).is_file():
        raise ReleaseError(f"{course.id} is not released: run `w2v release` first")
    programs = {name: (FILES / name).read_text("utf-8") for name in PROGRAMS}
    files = {name: text.replace("VISIBILITY", visibility).encode() for name, text in programs.items()}
    files["requirements.txt"] = pins().encode()
    with tempfile.TemporaryDirectory() as folder:
        wheel = engine_wheel(pathlib.Path(folder))
        files[wheel.name] = wheel.read_bytes()
    files[f"classroom/{CONFIGURATION}"] = (classroom.root / CONFIGURATION).read_bytes()
    for path in released_files(course.folder, course):
        files[f"classroom/solutions/{course.id}/{path.relative_to(course.folder).as_posix()}"] = (
            path.read_bytes()
        )
    for name, content in released(classroom).items():
        files[f"classroom/assignments/{course.id}/{name}"] = content
    return write_zip(target, files, PROGRAMS)
