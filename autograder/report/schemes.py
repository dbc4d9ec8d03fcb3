"""The mark scheme beside each written answer, for those who grade: from solutions/, never in what students receive."""

import functools

from ..course import Course

STYLE = """<style>
.w2v-beside { display: flex; flex-wrap: wrap; gap: 0 2em; }
.w2v-answer { flex: 3 1 26em; min-width: 0; }
.w2v-scheme { flex: 2 1 20em; min-width: 0; border-left: 3px solid #0072b2; padding-left: 1em; font-size: 90%; }
.w2v-scheme summary { cursor: pointer; font-weight: 600; }
</style>"""
MODEL, SCHEME = "**Model answer.**", "**Mark scheme.**"


def beside(answer, cell, folder, render):
    """The HTML of an answer in an autograded `folder`, with its question's mark scheme beside it.

    `render` makes HTML of Markdown. Cells that are no written answer stay as they are.
    """
    id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    found = schemes(Course.around(folder).solutions).get(id)
    if not found:
        return answer
    model, scheme = map(render, found)
    return (
        f'{STYLE}<div class="w2v-beside"><div class="w2v-answer">{answer}</div><aside class="w2v-scheme">'
        f"<details open><summary>Mark scheme</summary>{scheme}</details>"
        f"<details><summary>Model answer</summary>{model}</details></aside></div>"
    )


def schemes(solutions):
    """{grade_id of a written answer: (model answer, mark scheme)}, in Markdown, from the notebooks' sources."""
    paths = sorted(solutions.glob("*.md"))
    return _read(tuple(paths), tuple(path.stat().st_mtime for path in paths))


@functools.lru_cache(maxsize=1)
def _read(paths, changed):
    import jupytext

    found = {}
    for cell in (cell for path in paths for cell in jupytext.read(path).cells if cell.metadata.get("part") == "written"):
        model, _, scheme = cell.source.partition(SCHEME)
        found[f"{cell.metadata['question']}-written"] = model.replace(MODEL, "").strip(), scheme.strip()
    return found
