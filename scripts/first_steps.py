"""What people do first, done by a program: python scripts/first_steps.py check QUESTION, or mark.

It is called by scripts/time-first-minutes.sh in a clone of its own.
"""

import contextlib
import functools
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.request

import nbformat
from nbclient import NotebookClient

from autograder.course import Classroom
from autograder.release.sample import function_text

BIN = pathlib.Path(sys.executable).parent
SECONDS = 120  # for a server to answer


@contextlib.contextmanager
def serving(folder, *command):
    """Run a Jupyter server in a folder; give a function that sends it a request and returns its JSON."""
    runtime = folder / ".first-steps"
    words = [*command, "--no-browser", "--allow-root"]
    server = subprocess.Popen(words, cwd=folder, env=os.environ | {"JUPYTER_RUNTIME_DIR": str(runtime)})
    try:
        yield ready(runtime, server.pid)
    finally:
        server.terminate()
        server.wait()


def ready(runtime, pid):
    """Return the function, once the server answers."""
    for _ in range(SECONDS * 10):
        with contextlib.suppress(OSError, ValueError):
            told = json.loads((runtime / f"jpserver-{pid}.json").read_text("utf-8"))
            asked(told, "api")
            return functools.partial(asked, told)
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def asked(told, path, sent=None):
    """Send a request to the server that told its address and token; return what it answers."""
    headers = {"Authorization": f"token {told['token']}", "Content-Type": "application/json"}
    data = None if sent is None else json.dumps(sent).encode()
    with urllib.request.urlopen(urllib.request.Request(told["url"] + path, data, headers)) as answer:
        text = answer.read().decode()
    return json.loads(text) if text.startswith("{") else text


def check(classroom, id):
    """Write a question's functions as the reference has them, and run the notebook up to its check."""
    course, folder = classroom.course, classroom.release
    question = course.catalogue[id]
    for name in course.student_files:
        file = folder / course.library / name
        text, reference = file.read_text("utf-8"), (course.library_folder / name).read_text("utf-8")
        for function in question.functions:
            stub, solution = function_text(text, function), function_text(reference, function)
            text = text.replace(stub, solution) if stub and solution else text
        file.write_text(text, "utf-8")
    with serving(folder, BIN / "jupyter", "lab") as ask:
        ask("lab")
        notebook = nbformat.read(folder / f"{question.notebook}.ipynb", 4)
        last = next(i for i, cell in enumerate(notebook.cells) if cell.source.startswith(f'check("{id}"'))
        notebook.cells = notebook.cells[: last + 1]
        NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()
    said = json.dumps(notebook.cells[-1].outputs)
    points = f"{question.check_points:g} of {question.check_points:g} points"
    assert points in said, said


def mark(classroom):
    """Mark the first answer that waits, on the page's server, with every item of the scheme."""
    with serving(classroom.root, BIN / "w2v", "mark") as ask:
        ask("w2v/mark")
        question = next(question for question in classroom.course.catalogue if question.written)
        page = f"w2v/mark/q/{question.written_cell}"
        ask(page)
        items = ask(f"{page}/items")
        entry = ask(f"{page}/e/{waiting(ask, page)}")
        students = {member["id"]: member["version"] for member in entry["members"]}
        made = ask(f"{page}/give", {"students": students, "chosen": items["all"], "origin": "single"})
    assert made["marks"], made


def waiting(ask, page):
    """Return the first entry, once answers are put together."""
    for _ in range(SECONDS * 10):
        queue = ask(f"{page}/queue")
        if queue["is_ready"] and queue["entries"]:
            return queue["entries"][0]["key"]
        time.sleep(0.1)
    raise SystemExit("the answers are not put together")


if __name__ == "__main__":
    {"check": check, "mark": mark}[sys.argv[1]](Classroom.around(), *sys.argv[2:])
