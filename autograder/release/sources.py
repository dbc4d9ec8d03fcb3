"""The notebooks' text (a course's *.md) and the .ipynb that nbgrader reads, made from it."""

import hashlib
import pathlib
from typing import Any

import jupytext
import nbformat

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
GIVEN_ID = "cell-"  # how the ids begin that cells without a question get


def notebook_text(markdown: str) -> str:
    """Return the .ipynb (text) of a notebook's Markdown source; the same bytes for the same source."""
    notebook = jupytext.reads(markdown, fmt="md")
    used: set[str] = set()
    for place, cell in enumerate(notebook.cells):
        id = _id(cell)
        cell.id = id if id not in used else f"{id}-{place}"
        used.add(cell.id)
    notebook.metadata = nbformat.NotebookNode(
        kernelspec=KERNEL,
        jupytext={"formats": "ipynb,md"},
        generated_by="w2v release, from the .md beside it",
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def _id(cell: Any) -> str:
    named = [cell.metadata.get(key) for key in ("question", "part")]
    if all(named):
        return "-".join(named).replace(".", "-")
    return given_id(cell.source)


def given_id(source: str) -> str:
    """Return the id of a cell that belongs to no question."""
    return GIVEN_ID + hashlib.sha256(source.encode()).hexdigest()[:8]


def write_notebooks(folder: pathlib.Path) -> list[str]:
    """Bring every .ipynb of a course up to date with its .md; return the names that changed."""
    changed = []
    for source in sorted(folder.glob("*.md")):
        text, target = notebook_text(source.read_text("utf-8")), source.with_suffix(".ipynb")
        if not target.is_file() or target.read_text("utf-8") != text:
            target.write_text(text, "utf-8", newline="\n")
            changed.append(target.name)
    return changed


def source_cells(folder: pathlib.Path) -> dict[str, list[Any]]:
    """Return {notebook: its cells} of a course, from the text."""
    paths = sorted(folder.glob("*.md"))
    return {path.stem: jupytext.reads(path.read_text("utf-8"), fmt="md").cells for path in paths}
