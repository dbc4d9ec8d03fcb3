"""The notebooks' text (solutions/word2vec/*.md) and the .ipynb that nbgrader reads, made from it."""

import hashlib

import jupytext
import nbformat

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def notebook_text(markdown):
    """The .ipynb (text) of a notebook's Markdown source; the same bytes for the same source."""
    notebook = jupytext.reads(markdown, fmt="md")
    used = set()
    for i, cell in enumerate(notebook.cells):
        named = [cell.metadata.get(key) for key in ("question", "part")]
        id = "-".join(named).replace(".", "-") if all(named) else "cell-" + hashlib.sha256(cell.source.encode()).hexdigest()[:8]
        cell.id = id if id not in used else f"{id}-{i}"
        used.add(cell.id)
    notebook.metadata = nbformat.NotebookNode(kernelspec=KERNEL, jupytext={"formats": "ipynb,md"})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def write_notebooks(solutions):
    """Brings every .ipynb in `solutions` up to date with its .md; returns the names that changed."""
    changed = []
    for source in sorted(solutions.glob("*.md")):
        text, target = notebook_text(source.read_text("utf-8")), source.with_suffix(".ipynb")
        if not target.is_file() or target.read_text("utf-8") != text:
            target.write_text(text, "utf-8")
            changed.append(target.name)
    return changed
