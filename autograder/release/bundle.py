"""The zip for students: the assignment, the engine and the course as wheels, the pins, how to start."""

import importlib.metadata
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Collection, Mapping

from autograder.checks.oracle import TABLE
from autograder.course import CHECKOUT, Classroom, Course
from autograder.course.course import MANIFEST, PUBLIC
from autograder.course.finding import INSTALLED
from autograder.course.links import followed

from .errors import ReleaseError
from .finish import refuse_solutions
from .work import released_files

ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever it is made
EPOCH = "315532800"  # the same day, for wheels
START_HERE = """\
# Start here

Unpack this folder, and in it run

    python -m venv .venv
    .venv/bin/pip install -r requirements.txt      (on Windows: .venv\\Scripts\\pip)
    .venv/bin/jupyter lab

Then open the first notebook.
"""
COURSE_PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{package}"
version = "{version}"
description = "{title}: the part of the course that students have"

[project.entry-points."{group}"]
{id} = "{package}"

[tool.hatch.build.targets.wheel]
packages = ["{package}"]
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


def write_zip(
    target: pathlib.Path, files: Mapping[str, bytes], programs: Collection[str] = ()
) -> pathlib.Path:
    """Write a zip of {name: content}; the same bytes whenever it is made. `programs` may be run."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(zipped(files, programs))
    return target


def zipped(files: Mapping[str, bytes], programs: Collection[str] = ()) -> bytes:
    """Return a zip of {name: content}, as above."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.external_attr = (0o755 if name in programs else 0o644) << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def engine_wheel(folder: pathlib.Path) -> pathlib.Path:
    """Build the engine as an installable package. Raises ReleaseError."""
    if not (CHECKOUT / "pyproject.toml").is_file():
        raise ReleaseError("the bundle is made in a checkout of the project; this is an installed package")
    return _build(CHECKOUT, folder)


def course_wheel(course: Course, table: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """Build the course's manifest, public part and table as an installable package; nothing private."""
    package = f"{course.id}_course"
    with tempfile.TemporaryDirectory() as place:
        project = pathlib.Path(place)
        (project / package).mkdir()
        (project / package / "__init__.py").write_text(
            f'"""{course.title}: what students have of it."""\n', "utf-8"
        )
        for path in (course.folder / MANIFEST, table):
            shutil.copy(path, project / package)
        ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(
            course.folder / PUBLIC, project / package / PUBLIC, ignore=ignored, copy_function=_copy
        )
        text = COURSE_PROJECT.format(
            package=package,
            version=importlib.metadata.version("w2v-autograder"),
            title=course.title,
            group=INSTALLED,
            id=course.id,
        )
        (project / "pyproject.toml").write_text(text, "utf-8")
        refuse_solutions(project)
        return _build(project, folder)


def _copy(source: str, target: str) -> None:
    """Copy a file, or the one that a link leads to."""
    shutil.copy2(followed(pathlib.Path(source)), target)


def _build(project: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """Build a wheel of a project into a folder; the same bytes for the same files."""
    before = set(folder.glob("*.whl"))
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder.resolve())]
    environment = os.environ | {"SOURCE_DATE_EPOCH": EPOCH}
    built = subprocess.run(
        command, cwd=project, capture_output=True, encoding="utf-8", errors="replace", env=environment
    )
    made = set(folder.glob("*.whl")) - before
    if built.returncode or len(made) != 1:
        raise ReleaseError(f"the wheel of {project.name} could not be built:\n{built.stderr}")
    return made.pop()


def student_pins() -> list[str]:
    """Return what students install: the package's dependencies and JupyterLab, as in requirements.txt."""
    text = (CHECKOUT / "requirements.txt").read_text("utf-8")
    pins = re.findall(r"^(([\w.-]+)(?:\[[\w,-]+\])?==[^\\\n]*[^\\\s])", text, re.MULTILINE)
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["lab"]]
    return [pin for pin, name in pins if name in wanted]
