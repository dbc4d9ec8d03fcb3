"""The questions of a course, read from its questions.toml: the one place where points are written."""

import dataclasses
import difflib
import functools
import pathlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .errors import CourseError

BLANK_ANSWER = (
    "*Your answer goes here: double-click, write, and run the cell. Formulas stand between dollar signs.*"
)


@dataclass(frozen=True)
class Question:
    """One graded item.

    written: points that a person gives.
    formulas: {id of a final line: points}. checks: {name: points}.
    needs: ids of questions whose functions this one builds on.
    lineage: {year of a handout: its part}.
    """

    id: str
    title: str
    notebook: str
    kind: str
    functions: tuple[str, ...] = ()
    written: float = 0
    formulas: dict[str, float] = field(default_factory=dict)
    checks: dict[str, float] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    bonus: bool = False
    lineage: dict[str, str] = field(default_factory=dict)

    @property
    def check_points(self) -> float:
        return sum(self.checks.values())

    @property
    def formula_points(self) -> float:
        return sum(self.formulas.values())

    @property
    def points(self) -> float:
        return self.written + self.formula_points + self.check_points

    @property
    def written_cell(self) -> str:
        """The grade_id of the cell in which the written answer stands."""
        return f"{self.id}-written"

    @property
    def cells(self) -> list[tuple[str, str, float]]:
        """Its graded cells: (grade_id, part, points)."""
        parts = [(self.id, "check", self.check_points), (self.written_cell, "written", self.written)]
        parts += [(answer_cell(formula), "answer", points) for formula, points in self.formulas.items()]
        return [cell for cell in parts if cell[2]]


def _question(entry: dict[str, Any], path: pathlib.Path) -> Question:
    known = {field.name: field for field in dataclasses.fields(Question)}
    needed = [name for name, field in known.items() if field.default is field.default_factory]
    for name in entry:
        if name not in known:
            raise CourseError(f"{path}: {entry.get('id', 'a question')} has an unknown entry {name!r}")
    for name in needed:
        if name not in entry:
            raise CourseError(f"{path}: {entry.get('id', 'a question')} has no {name}")
    return Question(**entry)


class UnknownQuestion(ValueError):
    """No question has this id; the text names the nearest ones."""


def answer_cell(formula: str) -> str:
    """Return the grade_id of a final line's cell; nbgrader allows no dots."""
    return formula.replace(".", "-") + "-answer"


def blank_formula(formula: str) -> str:
    """Return what a final line's cell holds before a student writes in it."""
    return (
        f"%%answer {formula}\n"
        "% The final line, in LaTeX: write below what is right of the equals sign, and run the cell."
    )


class Catalogue:
    """All questions of a course, in course order."""

    def __init__(self, questions: list[Question]) -> None:
        self._questions = {question.id: question for question in questions}

    @classmethod
    def read(cls, path: pathlib.Path) -> "Catalogue":
        """Read a questions.toml. Raises CourseError, which names what is wrong in it."""
        try:
            entries = tomllib.loads(path.read_text("utf-8")).get("question", [])
        except OSError as problem:
            raise CourseError(
                f"{path} cannot be read ({problem.strerror}): the questions belong in it"
            ) from None
        except tomllib.TOMLDecodeError as problem:
            raise CourseError(f"{path} is not valid TOML: {problem}") from None
        questions = [_question(entry, path) for entry in entries]
        ids = [question.id for question in questions]
        twice = sorted({id for id in ids if ids.count(id) > 1})
        if twice:
            raise CourseError(f"{path} has two questions with the id {twice[0]}")
        return cls(questions)

    def __iter__(self) -> Iterator[Question]:
        return iter(self._questions.values())

    def __len__(self) -> int:
        return len(self._questions)

    def __contains__(self, id: object) -> bool:
        return id in self._questions

    def __getitem__(self, id: str) -> Question:
        """Return the question with this id. Raises UnknownQuestion, which names the nearest ones."""
        if id in self._questions:
            return self._questions[id]
        near = difflib.get_close_matches(str(id), self._questions, n=3, cutoff=0.4)
        advice = f"Did you mean {' or '.join(near)}?" if near else "`w2v questions` lists them all."
        raise UnknownQuestion(f"there is no question {id!r}. {advice}")

    @property
    def points(self) -> float:
        return sum(question.points for question in self)

    @functools.cached_property
    def checked(self) -> list[Question]:
        """The questions that have checks."""
        return [question for question in self if question.checks]

    @functools.cached_property
    def notebooks(self) -> list[str]:
        """The notebooks that pose questions, without suffix."""
        return list(dict.fromkeys(question.notebook for question in self))

    @functools.cached_property
    def formulas(self) -> dict[str, Question]:
        """{id of a final line: the question that it ends}."""
        return {formula: question for question in self for formula in question.formulas}

    @functools.cached_property
    def blanks(self) -> dict[str, str]:
        """{grade_id of a final line's cell: what the cell holds before anybody writes in it}."""
        return {answer_cell(formula): blank_formula(formula) for formula in self.formulas}

    def formula_of(self, cell: str) -> str | None:
        """Return the formula whose final line is written in this cell; None for other cells."""
        return next((formula for formula in self.formulas if answer_cell(formula) == cell), None)

    def owner_of(self, function: str) -> Question | None:
        """Return the question that asks for this function."""
        return next((question for question in self if function in question.functions), None)

    def following(self, id: str) -> Question | None:
        """Return the question after this one; None after the last."""
        order = list(self)
        place = order.index(self[id]) + 1
        return order[place] if place < len(order) else None

    def is_blank(self, source: str) -> bool:
        """Tell whether an answer's cell still holds what was released."""
        return not source.strip() or source == BLANK_ANSWER or source in self.blanks.values()
