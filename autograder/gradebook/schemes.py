"""Show those who grade the mark scheme beside each written answer.

It comes from solutions/, and is never in what students receive.
"""

import functools
import pathlib
from typing import Any

from markupsafe import Markup

from autograder.answers.scheme import without_conditions
from autograder.course import Course
from autograder.release.sources import source_cells
from autograder.results.pages import page

from . import markdown
from .records import derivation_of

MODEL, SCHEME = "**Model answer.**", "**Mark scheme.**"


def beside(answer: str, cell: Any, course: Course) -> str:
    """Return the HTML of an answer with its question's mark scheme beside it.

    Other cells stay as they are.
    """
    id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    found = schemes(course).get(id)
    if not found:
        return answer
    model, scheme = found[0], without_conditions(found[1])
    part = derivation_of(cell)
    return page(
        "scheme.html",
        answer=Markup(answer),
        model=Markup(markdown.page(model)),
        scheme=Markup(markdown.page(scheme)),
        fulfilled=part.fulfilled if part else (),
    )


def schemes(course: Course) -> dict[str, tuple[str, str]]:
    """Return {grade_id of a written answer: (model answer, mark scheme)}, in Markdown.

    They are read from the notebooks' sources.
    """
    changed = tuple(path.stat().st_mtime for path in sorted(course.folder.glob("*.md")))
    return _read(course.folder, changed)


@functools.lru_cache(maxsize=1)
def _read(folder: pathlib.Path, changed: tuple[float, ...]) -> dict[str, tuple[str, str]]:
    found = {}
    for cells in source_cells(folder).values():
        for cell in cells:
            if cell.metadata.get("part") == "written":
                model, _, scheme = cell.source.partition(SCHEME)
                written = model.replace(MODEL, "").strip(), scheme.strip()
                found[f"{cell.metadata['question']}-written"] = written
    return found
