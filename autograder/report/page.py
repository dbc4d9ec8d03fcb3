"""The demo's page: the class's scores, one student's feedback, the loss curve, the picture."""

import base64
import json

import jinja2

from ..catalogue import questions
from ..training import described

TEMPLATE = jinja2.Environment(loader=jinja2.PackageLoader("autograder", "report"), autoescape=True)


def write(out, course, trained, shown):
    """Writes index.html to `out`; returns its path."""
    content = TEMPLATE.get_template("demo.html").render(
        scores=scores(course),
        questions=list(questions().values()),
        shown=shown,
        lost=lost(course, shown),
        note=trained["note"],
        training=list(described(trained)),
        loss=picture(out / "training" / "loss.png"),
        words=picture(out / "training" / "words.png"),
    )
    index = out / "index.html"
    index.write_text(content, "utf-8")
    return index


def scores(course):
    """[{student, points, max_points, waiting, cells: {grade_id: points or None}}], from the gradebook."""
    from nbgrader.api import Gradebook

    rows = []
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gb:
        for submission in sorted(gb.find_assignment("word2vec").submissions, key=lambda s: s.student.id):
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            rows.append(
                {
                    "student": submission.student.id,
                    "points": submission.score,
                    "max_points": submission.max_score,
                    "waiting": sum(grade.needs_manual_grade for grade in grades),
                    "cells": {grade.name: grade.auto_score for grade in grades},
                }
            )
    return rows


def lost(course, student):
    """[(question, text)]: what the graded cells of a submission say where points were lost."""
    found = []
    for path in sorted((course.root / "autograded" / student).rglob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            meta = cell["metadata"].get("nbgrader", {})
            if cell["cell_type"] == "code" and meta.get("grade"):
                said, points = cell["outputs"]
                if float("".join(points["data"]["text/plain"])) < meta["points"]:
                    found.append((meta["grade_id"], "".join(said["text"])))
    return found


def picture(path):
    """A PNG as an address that stands for itself, so that the page is one file."""
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()


def summary(course, trained):
    """The page in a few lines, for the terminal."""
    lines = [f"{row['student']:<8}{row['points']:>6g} of {row['max_points']:g} points, {row['waiting']} answers to read" for row in scores(course)]
    return "\n".join([*lines, "", trained["note"], *(f"{name:<20}{value}" for name, value in described(trained))])
