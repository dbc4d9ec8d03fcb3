"""Lay out what the website is made of: the pages of the repository, each with its place on the site.

Only what is listed here can be on the site. Nothing of solutions/ is.
"""

import json
import os
import pathlib
import re
import shutil
from typing import Any

import contents

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = """
    docs/*.md docs/decisions/*.md docs/site/api/*.rst CONTRIBUTING.md CHANGELOG.md
    datasets/README.md tests/attacks/README.md assignments/word2vec/*.ipynb
""".split()
FILES = "docs/images/**/* assignments/word2vec/figures/* datasets/registry.toml LICENSE".split()
PLACES = {"docs/site/api/": "api/", "docs/": "", "assignments/word2vec/": "course/"}
LINK = re.compile(r"\]\((?!\w+:|#)([^()#\s]+)")


def lay_out(out: pathlib.Path) -> None:
    """Write the sources of the site into an empty folder."""
    for path in _found(FILES):
        (out / place(path)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, out / place(path))
    for path in _found(PAGES):
        written = (out / place(path)).with_suffix({".ipynb": ".md"}.get(path.suffix, path.suffix))
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(page(path), "utf-8")


def _found(patterns: list[str]) -> list[pathlib.Path]:
    return [path for pattern in patterns for path in sorted(ROOT.glob(pattern)) if path.is_file()]


def place(path: pathlib.Path) -> str:
    """Return where a file of the repository is among the sources of the site."""
    name = path.relative_to(ROOT).as_posix()
    start = next((start for start in PLACES if name.startswith(start)), "")
    return PLACES.get(start, "") + name.removeprefix(start)


def page(path: pathlib.Path) -> str:
    """Return a page's text: a notebook as Markdown, links to where their targets are on the site."""
    text = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        text = "\n\n".join(map(_cell, json.loads(text)["cells"]))
    below = contents.BELOW.get(place(path).rpartition(".")[0], ())
    return LINK.sub(lambda found: f"]({_moved(path, found[1])}", text) + _toctree(below)


def _cell(cell: dict[str, Any]) -> str:
    """Return a cell as Markdown; one that waits for an answer is for those who can write in it."""
    source = "".join(cell["source"])
    if cell["metadata"].get("nbgrader", {}).get("solution"):
        return ""
    return source if cell["cell_type"] == "markdown" else f"```ipython3\n{source}\n```"


def _moved(path: pathlib.Path, target: str) -> str:
    """Return a link's target as seen from where its page is on the site."""
    meant = pathlib.Path(os.path.normpath(path.parent / target))
    if not meant.is_file():
        return target  # of an example
    here = (pathlib.Path(place(path))).parent
    moved = os.path.relpath(place(meant), here).replace(os.sep, "/")
    return re.sub(r"\.ipynb$", ".md", moved)


def _toctree(below: tuple[str, ...]) -> str:
    lines = ["", "", "```{toctree}", ":hidden:", ":glob:", "", *(f"/{name}" for name in below), "```", ""]
    return "\n".join(lines) if below else ""
