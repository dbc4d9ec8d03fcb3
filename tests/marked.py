"""Classrooms with graded written answers, written as grading leaves them: notebooks and a gradebook."""

import json
import os
import pathlib
import sys
import uuid

from nbgrader import api
from nbgrader.api import Gradebook

from autograder.course import BLANK_ANSWER
from autograder.marking import preparing

# nbgrader runs alembic, which is beside this Python
os.environ["PATH"] = f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"


CELL = {
    "grade": True,
    "solution": True,
    "locked": False,
    "task": False,
    "cell_type": "markdown",
    "checksum": "",
    "schema_version": 3,
}
PYTHON = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def new_id():
    return uuid.uuid4().hex


def write_class(classroom, answers, address=""):
    """Write autograded/ and the gradebook for {student: {question's id: source, or a whole cell}}."""
    for student, theirs in answers.items():
        write_notebooks(classroom, student, theirs)
    write_gradebook(classroom, answers, address or f"sqlite:///{classroom.root}/gradebook.db")


def questions_of(classroom):
    return [question for question in classroom.course.catalogue if question.written]


def write_notebooks(classroom, student, answers):
    """Write a student's graded notebooks, with written answers alone."""
    folder = classroom.autograded(student)
    folder.mkdir(parents=True, exist_ok=True)
    notebooks = {}
    for question in questions_of(classroom):
        cell = answers.get(question.id, BLANK_ANSWER)
        cell = dict(cell) if isinstance(cell, dict) else {"source": cell}
        before = cell.pop("before", [])
        metadata = {"nbgrader": CELL | {"grade_id": question.written_cell, "points": question.written}}
        metadata |= cell.pop("metadata", {})
        cell = {"cell_type": "markdown", "id": question.written_cell, "metadata": metadata, **cell}
        notebooks.setdefault(question.notebook, []).extend([*before, cell])
    for name, cells in notebooks.items():
        text = json.dumps({"cells": cells, "metadata": PYTHON, "nbformat": 4, "nbformat_minor": 5})
        path = folder / f"{name}.ipynb"
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def write_gradebook(classroom, answers, address):
    """Write nbgrader's rows for all written answers; blank ones have their zero already."""
    course, questions = classroom.course.id, questions_of(classroom)
    with Gradebook(address, course) as gradebook:
        gradebook.update_or_create_assignment(course)
        for name in dict.fromkeys(question.notebook for question in questions):
            gradebook.update_or_create_notebook(name, course)
        for question in questions:
            cell = question.written_cell, question.notebook, course
            gradebook.update_or_create_grade_cell(*cell, max_score=question.written, cell_type="markdown")
            gradebook.update_or_create_solution_cell(*cell)
        rows = rows_of(gradebook, course, questions, answers)
        for table, some in rows.items():
            if some:
                gradebook.db.execute(table.__table__.insert(), some)
        gradebook.db.commit()


def rows_of(gradebook, course, questions, answers):
    """Return {table: rows}; nbgrader's own way takes a minute for a large class."""
    assignment = gradebook.find_assignment(course)
    notebooks = {one.name: one.id for one in assignment.notebooks}
    graded = {cell.name: cell.id for one in assignment.notebooks for cell in one.grade_cells}
    solved = {cell.name: cell.id for one in assignment.notebooks for cell in one.solution_cells}
    tables = api.Student, api.SubmittedAssignment, api.SubmittedNotebook, api.Grade, api.Comment
    rows = {table: [] for table in tables}
    for student, theirs in answers.items():
        submission = {"id": new_id(), "assignment_id": assignment.id, "student_id": student}
        rows[api.Student].append({"id": student, "first_name": student.title()})
        rows[api.SubmittedAssignment].append(submission)
        sheets = {name: new_id() for name in notebooks}
        for name, id in notebooks.items():
            sheet = {"id": sheets[name], "assignment_id": submission["id"], "notebook_id": id}
            rows[api.SubmittedNotebook].append(sheet)
        for question in questions:
            cell = question.written_cell
            here = {"notebook_id": sheets[question.notebook]}
            blank = theirs.get(question.id, BLANK_ANSWER) == BLANK_ANSWER
            points = {"auto_score": 0.0 if blank else None, "needs_manual_grade": not blank}
            rows[api.Grade].append({"id": new_id(), "cell_id": graded[cell], **here, **points})
            rows[api.Comment].append({"id": new_id(), "cell_id": solved[cell], **here})
    return rows


def prepared(classroom):
    """Put the answers of a classroom into groups, without the limits around it."""

    class AtOnce:
        def fresh(self):
            pass

        def call(self, function, *arguments, **_):
            return function(*arguments)

    for notebook in dict.fromkeys(question.notebook for question in questions_of(classroom)):
        preparing.prepare(classroom, notebook, AtOnce())
