"""The engine and a course as packages that pip installs; the same bytes for the same files."""

import base64
import hashlib
import importlib.metadata
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from autograder.course import CHECKOUT, Course
from autograder.course.course import MANIFEST, PUBLIC
from autograder.course.finding import INSTALLED
from autograder.course.links import followed
from autograder.results.packages import PACKAGE

from .errors import ReleaseError
from .finish import refuse_solutions
from .zips import write_zip

EPOCH = "315532800"  # 1980-01-01, as in our zips
MADE_BY_PIP = ("INSTALLER", "REQUESTED", "direct_url.json")
COURSE_PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{package}"
version = "{version}"
description = {description}

[project.entry-points."{group}"]
{id} = "{package}"

[tool.hatch.build.targets.wheel]
packages = ["{package}"]
"""


def engine_wheel(folder: pathlib.Path) -> pathlib.Path:
    """Build the engine as an installable package. Raises ReleaseError."""
    if (CHECKOUT / "pyproject.toml").is_file():
        return _build(CHECKOUT, folder)
    return repacked(folder)


def repacked(folder: pathlib.Path) -> pathlib.Path:
    """Pack this installed package into a wheel again, from its files."""
    distribution = importlib.metadata.distribution(PACKAGE)
    stem = f"{PACKAGE.replace('-', '_')}-{distribution.version}"
    info, files = f"{stem}.dist-info/", {}
    for file in distribution.files or ():
        name = _name_in_wheel(file.as_posix(), stem)
        if name and name.removeprefix(info) not in (*MADE_BY_PIP, "RECORD"):
            files[name] = file.read_binary()
    lines = [f"{name},sha256={_digest(content)},{len(content)}" for name, content in files.items()]
    files[f"{info}RECORD"] = "".join(f"{line}\n" for line in [*lines, f"{info}RECORD,,"]).encode()
    return write_zip(folder / f"{stem}-py3-none-any.whl", files)


def _name_in_wheel(name: str, stem: str) -> str:
    """Return what an installed file was called in the wheel; "" for what was not in it."""
    if name.startswith("../"):
        place = name.lstrip("./")
        is_data = place.startswith(("etc/", "share/"))  # the other is the program w2v, which pip makes anew
        return f"{stem}.data/data/{place}" if is_data else ""
    return "" if name.endswith(".pyc") else name


def _digest(content: bytes) -> str:
    """Return the SHA-256 as a wheel's list of files has it."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


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
            version=importlib.metadata.version(PACKAGE),
            description=json.dumps(f"{course.title}: the part of the course that students have"),
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
