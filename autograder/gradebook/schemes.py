"""Read the model answers and mark schemes of written answers, which are never in what students receive."""

import functools
import pathlib

from autograder.course import Course
from autograder.release.sources import source_cells

MODEL, SCHEME = "**Model answer.**", "**Mark scheme.**"


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
