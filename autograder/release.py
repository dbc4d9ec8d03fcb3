"""Makes what students receive: assignments/word2vec/, and the zip to hand out."""

import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tomllib
import zipfile

from . import __version__, record
from .catalogue import answer_cell, formulas, questions
from .course import ASSIGNMENT
from .grade import STUDENT_FILES
from .oracle import TABLE
from .sources import write_notebooks
from .stubs import BEGIN, stub

BLANK_ANSWER = "*Your answer goes here: double-click, write, and run the cell. Formulas stand between dollar signs.*"
BLANK_FORMULA = "%%answer {}\n% The final line, in LaTeX: write below what is right of the equals sign, and run the cell."
BLANKS = {answer_cell(formula): BLANK_FORMULA.format(formula) for formula in formulas()}  # a final line's cell: what is in it
CHECKOUT = pathlib.Path(__file__).resolve().parents[1]
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever it is made


class ReleaseError(Exception):
    """The assignment cannot be released as it is; the text says why."""


def finish(course):
    """Takes the solutions out of the release's folder and puts the table of expected values in."""
    for path in sorted((course.release / "w2v_lib").iterdir()):
        if path.suffix not in (".py", ".mplstyle"):
            continue
        text = stub((course.solutions / "w2v_lib" / path.name).read_text("utf-8"), path.name)
        path.write_text(text, "utf-8")
    files = {name: digest(path) for name, path in beside_notebooks(course.release)}
    table = _table(course.solutions, _stamp(course.solutions)) | {"files": files}
    text = json.dumps(table, separators=(",", ":"), sort_keys=True) + "\n"
    (course.release / "w2v_lib" / TABLE).write_text(text, "utf-8")
    for path in course.release.rglob("*"):
        if path.suffix == ".md" or "misconceptions" in path.parts:
            raise ReleaseError(f"{path} must not be released: run nbgrader where nbgrader_config.py lies")
        if path.is_file() and BEGIN.encode() in path.read_bytes():
            raise ReleaseError(f"{path} still holds a solution")


@functools.lru_cache(maxsize=1)
def _table(solutions, stamp):
    return record.table(solutions)


def _stamp(solutions):
    """What the table depends on: nbgrader finishes the release once a notebook, the table is made once."""
    return tuple(path.read_bytes() for path in sorted(solutions.rglob("*.py")))


def release(course, force=False):
    """Releases the assignment through nbgrader; returns the names of its files.

    Raises ReleaseError when the folder holds work that the release would overwrite.
    """
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    from .nbgrader_plugin import configure

    if not force and (edited := work_in(course.release)):
        raise ReleaseError(
            f"{', '.join(edited)} in {course.release} hold work of someone: a release would overwrite it. "
            "Keep a copy elsewhere, then run it again with --force"
        )
    write_notebooks(course.solutions)
    if lost := {q.notebook for q in questions().values()} - {path.stem for path in course.solutions.glob("*.ipynb")}:
        raise ReleaseError(f"the catalogue names notebooks that are not in {course.solutions}: {', '.join(sorted(lost))}")
    config = Config()
    configure(config)
    config.CourseDirectory.root = str(course.root)
    outcome = NbGraderAPI(config=config).generate_assignment("word2vec", force=True)
    if not outcome["success"]:
        raise ReleaseError(f"nbgrader could not generate the assignment:\n{outcome['log']}\n{outcome.get('error', '')}")
    return sorted(str(path.relative_to(course.release)) for path in course.release.rglob("*") if path.is_file())


def work_in(folder):
    """Files of a released folder in which somebody has written something."""
    try:
        released = json.loads((folder / "w2v_lib" / TABLE).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        released = {}
    yours = {f"w2v_lib/{name}" for name in STUDENT_FILES}
    edited = [
        name
        for name, path in beside_notebooks(folder)
        if name not in released or name in yours and released[name] != digest(path)
    ]
    return edited + [path.name for path in sorted(folder.glob("*.ipynb")) if not _blank(path)]


def beside_notebooks(folder):
    """(name, path) of a release's files, but for notebooks, the table, and what programs leave behind."""
    for path in sorted(folder.rglob("*")):
        left_behind = {"__pycache__", ".ipynb_checkpoints", "checkpoints"} & set(path.relative_to(folder).parts)
        if path.is_file() and path.suffix != ".ipynb" and path.name not in (TABLE, "word_map.html") and not left_behind:
            yield path.relative_to(folder).as_posix(), path


def _blank(path):
    """Whether nobody has written an answer or added a cell in a released notebook."""
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        return all(_as_released(cell) for cell in cells)
    except (ValueError, KeyError, TypeError):
        return False  # damaged, but perhaps somebody's


def _as_released(cell):
    meta = cell["metadata"].get("nbgrader", {})
    if meta.get("grade") and meta.get("solution"):
        return "".join(cell["source"]) in (BLANK_ANSWER, *BLANKS.values())
    return bool(meta) or cell["id"].startswith("cell-")  # ids that `sources` gave


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def bundle(course, target):
    """The zip for students: the assignment, the autograder as a wheel, the pins, how to start."""
    target = pathlib.Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    wheel = build_wheel(target.parent)
    requirements = "".join(f"{pin}\n" for pin in student_pins()) + f"./{wheel.name}\n"
    extra = {
        "START_HERE.md": (CHECKOUT / "docs" / "students.md").read_bytes(),
        "requirements.txt": requirements.encode(),
        wheel.name: wheel.read_bytes(),
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(course.release.rglob("*")):
            if path.is_file() and not {"__pycache__", ".ipynb_checkpoints", "checkpoints"} & set(path.parts):
                _add(archive, path.relative_to(course.release).as_posix(), path.read_bytes())
        for name, content in extra.items():
            _add(archive, name, content)
    return target


def _add(archive, name, content):
    info = zipfile.ZipInfo(f"{ASSIGNMENT}/{name}", ZIP_DATE)
    info.external_attr = 0o644 << 16
    archive.writestr(info, content, zipfile.ZIP_DEFLATED)


def build_wheel(folder):
    """The installable package, without solutions; the same bytes for the same files."""
    if not (CHECKOUT / "pyproject.toml").is_file():
        raise ReleaseError("the bundle is made in a checkout of the course; this is an installed package")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(pathlib.Path(folder).resolve())]
    built = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, env=os.environ | {"SOURCE_DATE_EPOCH": "315532800"})
    if built.returncode:
        raise ReleaseError(f"the wheel could not be built:\n{built.stderr}")
    return pathlib.Path(folder) / f"w2v_autograder-{__version__}-py3-none-any.whl"


def student_pins():
    """What students install: the package's dependencies, at the versions of requirements.txt."""
    pins = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (CHECKOUT / "requirements.txt").read_text("utf-8"), re.M))
    wanted = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    return [f"{name}=={pins[name]}" for name in wanted]
