"""The questions of the course, read from questions.toml: the one place where points are written."""

import functools
import pathlib
import tomllib
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Question:
    id: str
    title: str
    notebook: str
    kind: str
    functions: tuple = ()
    written: float = 0
    formulas: dict = field(default_factory=dict)  # id of a final line -> points
    checks: dict = field(default_factory=dict)  # check name -> points
    needs: tuple = ()
    bonus: bool = False
    lineage: dict = field(default_factory=dict)  # year -> part

    @property
    def check_points(self):
        return sum(self.checks.values())

    @property
    def formula_points(self):
        return sum(self.formulas.values())

    @property
    def points(self):
        return self.written + self.formula_points + self.check_points

    @property
    def cells(self):
        """Its graded cells: (grade_id, part, points)."""
        parts = [(self.id, "check", self.check_points), (f"{self.id}-written", "written", self.written)]
        parts += [(answer_cell(formula), "answer", points) for formula, points in self.formulas.items()]
        return [cell for cell in parts if cell[2]]


class UnknownQuestion(ValueError):
    """No question has this id; says which is nearest."""


@functools.cache
def questions():
    """All questions in course order, by id."""
    text = pathlib.Path(__file__).with_name("questions.toml").read_text("utf-8")
    return {entry["id"]: Question(**entry) for entry in tomllib.loads(text)["question"]}


def question(id):
    """The question with this id; raises UnknownQuestion, which names the nearest ones."""
    if id in questions():
        return questions()[id]
    import difflib

    near = difflib.get_close_matches(str(id), questions(), n=3, cutoff=0.4)
    advice = f"Did you mean {' or '.join(near)}?" if near else "`w2v questions` lists them all."
    raise UnknownQuestion(f"there is no question {id!r}. {advice}")


def answer_cell(formula):
    """The grade_id of a final line's cell; nbgrader allows no dots."""
    return formula.replace(".", "-") + "-answer"


@functools.cache
def formulas():
    """{formula: the question it ends}, in course order."""
    return {formula: q for q in questions().values() for formula in q.formulas}


def formula_of(cell):
    """The formula whose final line is written in the cell of this grade_id, None for other cells."""
    return next((formula for formula in formulas() if answer_cell(formula) == cell), None)


def following(id):
    """The question that comes after this one, None after the last."""
    order = list(questions().values())
    place = order.index(questions()[id]) + 1
    return order[place] if place < len(order) else None


def owner_of(function):
    """The question that asks for this function, or None."""
    return next((q for q in questions().values() if function in q.functions), None)


def checked_questions():
    """The questions that have checks, in course order."""
    return [q for q in questions().values() if q.checks]
