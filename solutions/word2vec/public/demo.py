"""Add a section to the demo's page: a training with the reference, its curve and its picture."""

import base64
import json
import pathlib
import subprocess
import sys
from collections.abc import Sequence

from markupsafe import Markup

from autograder.course import Classroom
from autograder.report.class_page import Section
from autograder.report.demo import Stopped, environment

from .training import described

TRAINING = Markup(
    "<p><strong>{note}</strong></p>\n<table><tbody>{rows}</tbody></table>\n"
    '<figure><img src="{loss}" alt="Loss per pair over the steps of the training"></figure>'
)
ROW = Markup("<tr><td>{}</td><td>{}</td></tr>")
PICTURE = Markup(
    '<figure><img src="{}" alt="The words of the course, projected on two principal components">\n'
    "<figcaption>Words of the course, from all dimensions to two. "
    "What such a picture shows, and what it does not, is a question of notebook 5.</figcaption></figure>"
)


def trained(
    classroom: Classroom, out: pathlib.Path, corpus: str | None, steps: int | None
) -> Sequence[Section]:
    """Train with the reference, in a process of its own whose progress is seen. Raises Stopped."""
    print("Training word vectors with the reference", flush=True)
    folder = out / "training"
    command = [sys.executable, "-m", "autograder.cli", "train", "--out", str(folder)]
    command += ["--corpus", corpus] if corpus else []
    command += ["--steps", str(steps)] if steps else []
    if subprocess.run(command, cwd=classroom.course.folder, env=environment()).returncode:
        raise Stopped("the training stopped; its own message stands above")
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    rows = list(described(summary))
    training = TRAINING.format(
        note=summary["note"],
        rows=Markup("").join(ROW.format(name, value) for name, value in rows),
        loss=embedded(folder / "loss.png"),
    )
    lines = [summary["note"], *(f"{name:<20}{value}" for name, value in rows)]
    return [
        Section("The training", training, lines),
        Section("The picture", PICTURE.format(embedded(folder / "words.png"))),
    ]


def embedded(path: pathlib.Path) -> str:
    """Return a PNG as an address that holds it, so that the page is one file."""
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()
