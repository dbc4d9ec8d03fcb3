"""Get ready what the page shows: answers by question, and like ones together; in a process of its own.

    python -m autograder.marking FOLDER

What was found is kept in .w2v/marking/, and only what has changed since is looked at again.
"""

import functools
import hashlib
import json
import os
import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from autograder.answers import formulas_of
from autograder.answers.notation import PLAIN, Notation
from autograder.answers.scheme import items_of
from autograder.course import Classroom, Course, Question
from autograder.gradebook import schemes
from autograder.results.derivations import Part
from autograder.sandbox.limited import Limited, RanOut

from . import answers, database
from .answers import Answer
from .grouping import groups_of
from .shapes import Shape, shape_of

KEPT, FORM = ".w2v/marking", 1  # where; the number changes when what is kept has another form
SECONDS = 4  # for the shape of an answer
NICE = 10  # people come first

Stamp = dict[str, list[int]]


def kept_at(classroom: Classroom, question: str) -> pathlib.Path:
    """Return the file in which a question's answers and groups are kept."""
    return classroom.root / KEPT / f"{question}.json"


def stamp_of(classroom: Classroom, notebook: str) -> Stamp:
    """Return what tells whether a graded notebook has changed: {student: [time, size]}."""
    found = {}
    for student, path in answers.notebooks_of(classroom, notebook).items():
        seen = path.stat()
        found[student] = [seen.st_mtime_ns, seen.st_size]
    return found


def read_kept(classroom: Classroom, question: str) -> dict[str, Any]:
    """Return what is kept of a question; nothing where there is none, or of another form."""
    try:
        kept = json.loads(kept_at(classroom, question).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if kept.get("form") == FORM else {}


def prepare(classroom: Classroom, notebook: str, limited: Limited) -> None:
    """Bring what is kept of a notebook's questions up to date."""
    stamp = stamp_of(classroom, notebook)
    questions = [one for one in classroom.course.catalogue if one.written and one.notebook == notebook]
    known = {}  # shapes of the questions that are to be done again
    for question in questions:
        kept = read_kept(classroom, question.written_cell)
        if kept.get("stamp") != stamp:
            known[question.written_cell] = kept.get("shapes", {})
    stale = [one for one in questions if one.written_cell in known]
    if not stale:
        return
    read = {
        student: answers.read(path, classroom, notebook)
        for student, path in answers.notebooks_of(classroom, notebook).items()
    }
    shapes = _shapes(classroom, stale, read, known, limited)
    for question in stale:
        id = question.written_cell
        theirs = {student: some[id] for student, some in read.items() if id in some}
        by_student = {student: Shape.from_data(shapes[id][_look(one)]) for student, one in theirs.items()}
        kept = {
            "form": FORM,
            "stamp": stamp,
            "answers": {student: answer.to_data() for student, answer in theirs.items()},
            "shapes": shapes[id],
            "groups": [asdict(group) for group in groups_of(by_student)],
        }
        _write(kept_at(classroom, id), json.dumps(kept))


def _look(answer: Answer) -> str:
    """Return a digest of all that an answer's shape depends on."""
    looked_at = json.dumps([answer.source, answer.attachments, answer.part], sort_keys=True)
    return hashlib.sha256(looked_at.encode()).hexdigest()[:16]


def _shapes(
    classroom: Classroom,
    questions: Sequence[Question],
    read: Mapping[str, Mapping[str, Answer]],
    known: Mapping[str, Mapping[str, Any]],
    limited: Limited,
) -> dict[str, dict[str, Any]]:
    """Return {grade_id: {look of an answer: its shape}}; what is known already is not looked at again."""
    found: dict[str, dict[str, Any]] = {id: {} for id in known}
    folder = str(classroom.course.folder)
    for theirs in read.values():
        limited.fresh()  # a process for each student
        for question in questions:
            id = question.written_cell
            if id not in theirs or (look := _look(theirs[id])) in found[id]:
                continue
            found[id][look] = known[id].get(look) or _shape(folder, question.id, theirs[id], limited)
    return found


def _shape(folder: str, question: str, answer: Answer, limited: Limited) -> dict[str, Any]:
    """Return the shape of an answer; one that is like no other's where it takes too long to find."""
    pasted = [f"{name} {data}" for name, data in sorted(answer.attachments.items())]
    source = "" if answer.is_blank else answer.source
    try:
        shape = limited.call(shaped, folder, question, source, answer.part, seconds=SECONDS)
    except RanOut:
        return Shape(False, answer.digest, (), "", (answer.digest,), (), ()).to_data()
    if pasted:  # a picture is a part of what is said
        shape |= {"skeleton": [*shape["skeleton"], *pasted], "is_blank": False}
    return shape


def shaped(folder: str, question: str, source: str, part: dict[str, Any] | None) -> dict[str, Any]:
    """Return the shape of an answer, as data (limited)."""
    found = Part.from_data(part) if part is not None else None
    notation, is_decided = _notation(folder, question), _is_decided(folder, question)
    return shape_of(source, found, notation, is_decided=is_decided).to_data()


@functools.cache
def _is_decided(folder: str, question: str) -> bool:
    """Tell whether each item of a question's mark scheme asks for an expression, which is looked for."""
    course = Course.read(pathlib.Path(folder))
    _, scheme = schemes.schemes(course).get(course.catalogue[question].written_cell, ("", ""))
    items = items_of(scheme)
    return bool(items) and all(any(one.holds for one in item.conditions) for item in items)


@functools.cache
def _notation(folder: str, question: str) -> Notation:
    """Return how a question's formulas are written; as the course's first one is, where it has none."""
    course = Course.read(pathlib.Path(folder))
    formulas = formulas_of(course)
    asked = [*course.catalogue[question].formulas, *formulas]
    return formulas[asked[0]].notation if asked else PLAIN


def warm(folder: str) -> None:
    """Learn what shapes need, before there is an answer (limited)."""
    for question in Course.read(pathlib.Path(folder)).catalogue:
        _notation(folder, question.id)
        _is_decided(folder, question.id)
    shape_of("$x$")


def _write(path: pathlib.Path, text: str) -> None:
    """Write a file as a whole: whoever reads meanwhile reads the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(text, "utf-8")
    unfinished.replace(path)


def main(folder: str) -> None:
    """Prepare all questions of a classroom."""
    os.nice(NICE)
    classroom = database.classroom_of(pathlib.Path(folder))
    written = [one.notebook for one in classroom.course.catalogue if one.written]
    with Limited(warm, str(classroom.course.folder)) as limited:
        for notebook in dict.fromkeys(written):
            prepare(classroom, notebook, limited)
