"""Written answers, read from the graded notebooks as plain JSON."""

import hashlib
import json
import pathlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from autograder.course import Classroom, Question, answer_cell, grade_id
from autograder.gradebook.records import DERIVATION, KEY
from autograder.results.derivations import Part

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True)
class Answer:
    """One student's answer to a question.

    part: what was found on its derivation, as data. finals: of each final line, its source and its record.
    pictures: (kind, base64) of what the code before it drew. digest: of all that a person reads.
    """

    source: str
    attachments: Mapping[str, Mapping[str, str]]
    part: Mapping[str, Any] | None
    finals: tuple[Mapping[str, Any], ...]
    pictures: tuple[tuple[str, str], ...]
    is_blank: bool
    digest: str

    @property
    def derivation(self) -> Part | None:
        """Return what was found on its derivation."""
        return Part.from_data(self.part) if self.part is not None else None

    def to_data(self) -> dict[str, Any]:
        """Return the answer as JSON holds it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Answer":
        finals, pictures = tuple(data["finals"]), tuple((kind, code) for kind, code in data["pictures"])
        return cls(**{**data, "finals": finals, "pictures": pictures})


def notebooks_of(classroom: Classroom, notebook: str) -> dict[str, pathlib.Path]:
    """Return {student: graded notebook}."""
    found = graded_in(classroom).glob(f"*/{classroom.course.id}/{notebook}.ipynb")
    return {path.parts[-3]: path for path in sorted(found)}


def graded_in(classroom: Classroom) -> pathlib.Path:
    """Return the folder that has a folder of graded notebooks per student."""
    return classroom.root / classroom.autograded_to


def read(path: pathlib.Path, classroom: Classroom, notebook: str) -> dict[str, Answer]:
    """Return {grade_id: answer} of a graded notebook."""
    catalogue = classroom.course.catalogue
    questions = {one.written_cell: one for one in catalogue if one.written and one.notebook == notebook}
    cells = json.loads(path.read_text("utf-8"))["cells"]
    named = {grade_id(cell): cell for cell in cells}
    found, drawn = {}, list[tuple[str, str]]()
    for cell in cells:
        drawn += _pictures(cell)
        if grade_id(cell) in questions:
            blank = catalogue.is_blank(_text(cell))
            found[grade_id(cell)] = _answer(cell, questions[grade_id(cell)], named, tuple(drawn), blank)
            drawn = []
    return found


def _text(cell: Mapping[str, Any]) -> str:
    return "".join(cell["source"])


def _answer(
    cell: Mapping[str, Any], question: Question, named: Mapping[str, Any], drawn: Any, is_blank: bool
) -> Answer:
    lines = [named[id] for formula in question.formulas if (id := answer_cell(formula)) in named]
    finals = tuple({"source": _text(line), "record": line["metadata"].get(KEY)} for line in lines)
    attachments = cell.get("attachments", {})
    read = json.dumps([_text(cell), attachments, [line["source"] for line in finals], drawn])
    return Answer(
        source=_text(cell),
        attachments=attachments,
        part=cell["metadata"].get(DERIVATION),
        finals=finals,
        pictures=drawn,
        is_blank=is_blank,
        digest=hashlib.sha256(read.encode()).hexdigest()[:16],
    )


def _pictures(cell: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        yield from ((kind, "".join(data[kind])) for kind in PICTURES if kind in data)
