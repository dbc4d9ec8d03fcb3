"""Miniature submissions, made from the reference and the misconceptions: for the demo and the tests."""

import ast
import json
import pathlib
import shutil
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from autograder.checks.misconceptions import misconceptions
from autograder.course import BLANK_ANSWER, Classroom, answer_cell

from .sources import source_cells
from .stubs import BEGIN, END

ANSWER = "A sample answer, for a person to read."
ALL: Literal["all"] = "all"  # all code is left as it was released


@dataclass(frozen=True)
class Sample:
    """A student of the sample class.

    wrong: ids of the misconceptions in their code. unwritten: questions that they left out, or ALL.
    answered: whether their answers are written.
    """

    wrong: tuple[str, ...] = ()
    unwritten: tuple[str, ...] | Literal["all"] = ()
    answered: bool = False


def sample_class(classroom: Classroom) -> dict[str, Sample]:
    """Return {student: Sample}, from the course's sample_class.toml; empty where there is none."""
    path = classroom.course.folder / "sample_class.toml"
    entries = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    return {student: Sample(**entry) for student, entry in entries.items()}


def write_class(classroom: Classroom) -> None:
    """Write submitted/<student>/<course> for the whole sample class."""
    for student, sample in sample_class(classroom).items():
        write(classroom, classroom.handed_in(student), sample.wrong, sample.unwritten, sample.answered)


def write(
    classroom: Classroom,
    folder: pathlib.Path,
    wrong: Iterable[str] = (),
    unwritten: Iterable[str] | Literal["all"] = (),
    answered: bool = True,
) -> None:
    """Write one submission: the reference, except for some functions.

    Those that the misconceptions `wrong` are about are wrong; those of the questions `unwritten` are stubs.
    """
    shutil.copytree(
        classroom.release, folder, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    )
    if unwritten != ALL:
        _write_code(classroom, folder, wrong, unwritten)
    if answered:
        lines = final_lines(classroom)
        for path in folder.glob("*.ipynb"):
            answer(path, lines)


def _write_code(
    classroom: Classroom, folder: pathlib.Path, wrong: Iterable[str], unwritten: Iterable[str]
) -> None:
    course = classroom.course
    bank = {m.id: m for m in misconceptions(course)}
    replaced = {bank[id].target: bank[id].source for id in wrong}
    left = {name for id in unwritten for name in course.catalogue[id].functions}
    for name in course.student_files:
        source = (course.library_folder / name).read_text("utf-8")
        stub = (classroom.release / course.library / name).read_text("utf-8")
        (folder / course.library / name).write_text(written(source, stub, replaced, left), "utf-8")


def written(source: str, stub: str, replaced: Mapping[str, str], left: Iterable[str]) -> str:
    """Return a student's file: the reference, with some functions replaced and some left as released."""
    text = "\n".join(line for line in source.splitlines() if BEGIN not in line and END not in line) + "\n"
    others = {name: body.rstrip("\n") for name, body in replaced.items()}
    for name, body in ({name: function_text(stub, name) for name in left} | others).items():
        old = function_text(text, name)
        if body is not None and old is not None:
            text = text.replace(old, body)
    return text


def function_text(source: str, name: str) -> str | None:
    """Return the text of a top-level function."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return ast.get_source_segment(source, node)
    return None


def final_lines(classroom: Classroom) -> dict[str, str]:
    """Return {blank cell: the same cell with the model answer's final line}."""
    blanks = classroom.course.catalogue.blanks
    return {
        blanks[answer_cell(cell.metadata["question"])]: cell.source
        for cells in source_cells(classroom.course.folder).values()
        for cell in cells
        if cell.metadata.get("part") == "answer"
    }


def answer(path: pathlib.Path, lines: Mapping[str, str]) -> None:
    """Write something into every blank answer of a notebook, and the final lines where they belong."""
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if source == BLANK_ANSWER:
            cell["source"] = [ANSWER]
        cell["source"] = lines.get(source, cell["source"])
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")
