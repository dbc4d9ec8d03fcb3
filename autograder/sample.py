"""Miniature submissions, made from the reference and the misconceptions: for the demo and the tests."""

import ast
import json
import shutil

from .catalogue import answer_cell, question
from .grade import STUDENT_FILES
from .reference import misconceptions
from .release import BLANK_ANSWER, BLANKS
from .stubs import BEGIN, END

CLASS = {  # student: (misconceptions in their code, questions left unwritten, whether the answers are written)
    "ada": ([], [], True),
    "bela": (["repeats-counted-once", "context-averaged"], [], True),
    "chidi": (["true-words-term-missing", "never-annealed", "chosen-on-test"], ["cbow"], True),
    "dana": (["sigmoid-applied-again", "random-state-not-restored"], ["minibatch", "cbow"], False),
    "emre": ([], ["negative-sampling", "skipgram", "cbow", "minibatch", "sgd", "sentence-features", "sentiment"], True),
    "fumi": ([], None, False),  # the release as it was handed out
}


def write_class(course):
    """Writes submitted/<student>/word2vec for the whole sample class."""
    for student, (wrong, unwritten, answered) in CLASS.items():
        write(course, course.root / "submitted" / student / "word2vec", wrong, unwritten, answered)


def write(course, folder, wrong=(), unwritten=(), answered=True):
    """One submission: the reference but for `wrong` (ids of misconceptions) and `unwritten` (questions).

    `unwritten=None` leaves all code as it was released.
    """
    shutil.copytree(course.release, folder, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    if unwritten is not None:
        bank = {m.id: m for m in misconceptions(course.solutions)}
        replaced = {bank[id].target: bank[id].source for id in wrong}
        left = {name for id in unwritten for name in question(id).functions}
        for name in STUDENT_FILES:
            text = (course.solutions / "w2v_lib" / name).read_text("utf-8")
            stub = (course.release / "w2v_lib" / name).read_text("utf-8")
            (folder / "w2v_lib" / name).write_text(written(text, stub, replaced, left), "utf-8")
    if answered:
        for path in folder.glob("*.ipynb"):
            answer(path, final_lines(course))


def written(source, stub, replaced, left):
    """A student's file: the reference, with some functions replaced and some left as they were released."""
    text = "\n".join(line for line in source.splitlines() if BEGIN not in line and END not in line) + "\n"
    for name in left:
        if (body := function_text(stub, name)) is not None:
            text = text.replace(function_text(text, name), body)
    for name, body in replaced.items():
        if (old := function_text(text, name)) is not None:
            text = text.replace(old, body.rstrip("\n"))
    return text


def function_text(source, name):
    """The text of a top-level function, or None."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return ast.get_source_segment(source, node)
    return None


def final_lines(course):
    """{blank cell: the same cell with the model answer's final line}."""
    found = {}
    for path in course.solutions.glob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["metadata"].get("part") == "answer":
                found[BLANKS[answer_cell(cell["metadata"]["question"])]] = cell["source"]
    return found


def answer(path, lines):
    """Writes something into every blank answer of a notebook, and the final lines where they belong."""
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if source == BLANK_ANSWER:
            cell["source"] = ["A sample answer, for a person to read."]
        cell["source"] = lines.get(source, cell["source"])
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")

