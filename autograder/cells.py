"""A submitted notebook, built anew from the release: only answers, own cells and pictures are the student's."""

import json
import re

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from .intake import Refused, shown

MOST_CELLS, LARGEST, LONGEST_TEXT = 500, 10 * 2**20, 20_000  # cells and bytes of a notebook, characters of an answer
KINDS = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_code_cell}  # raw text would be shown as HTML
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
MOST_NOTES = 4  # more of them are counted
LOOK_NEARBY = "*This cell was missing, or was there twice: the answer may stand in a cell nearby.*"
THEIRS = "(saved by the student, not run again)\n"


def restored(name, data, released):
    """(notebook, what was put right) for a notebook's bytes and the released one. Raises Refused.

    Locked cells, points and ids are the release's; a cell that is gone comes back behind the one it followed.
    """
    known = {_id(cell): cell for cell in released.cells if _id(cell)}
    theirs, notes, made = _cells(name, data), [], []
    chosen = _chosen(theirs, known)
    for number, cell in enumerate(theirs):
        id = _claimed(cell)
        if chosen.get(id) is cell:
            made.append(_locked_or_answered(known[id], cell))
            continue
        if "nbgrader" in cell["metadata"]:
            why = "occurs a second time" if id in known else "is not of this assignment"
            notes.append(f"the cell {shown(id)} {why}; it counts as the student's own")
        made.append(_own(cell, number))
    _put_back(made, released.cells, notes)
    notebook = new_notebook(cells=made, metadata={"kernelspec": released.metadata.get("kernelspec", {})})
    nbformat.validate(notebook)
    more = [f"and {len(notes) - MOST_NOTES} cells more"] if len(notes) > MOST_NOTES else []
    return notebook, [f"{name}: {note}" for note in notes[:MOST_NOTES] + more]


def _chosen(theirs, known):
    """{id: the cell that stands for it}: the first one, but rather one that was written in."""
    chosen = {}
    for cell in theirs:
        id = _claimed(cell)
        if id in known and (id not in chosen or chosen[id]["source"] == known[id].source):
            chosen[id] = cell
    return chosen


def _id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _claimed(cell):
    meta = cell["metadata"].get("nbgrader")
    id = meta.get("grade_id") if isinstance(meta, dict) else None
    return id if isinstance(id, str) else None


def _cells(name, data):
    """The cells as plain dicts of the expected shape."""
    if len(data) > LARGEST:
        raise Refused(f"{name} holds more than {LARGEST // 2**20} MB: clear the outputs that are not needed, and save it again")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(f"{name} is not UTF-8 text") from None
    except RecursionError:
        raise Refused(f"{name} is nested too deeply") from None
    except ValueError as problem:
        raise Refused(f"{name} is no notebook: {ascii(str(problem))[1:-1][:100]}") from None
    if not isinstance(content, dict) or content.get("nbformat") != 4:
        raise Refused(f"{name} is no notebook of format 4: open it in JupyterLab and save it again")
    cells = content.get("cells")
    if not isinstance(cells, list) or len(cells) > MOST_CELLS:
        raise Refused(f"{name} holds no list of at most {MOST_CELLS} cells")
    return [_plain(name, number, cell) for number, cell in enumerate(cells)]


def _plain(name, number, cell):
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise Refused(f"{name}: cell {number + 1} is no cell of a notebook")
    metadata = cell.get("metadata", {})
    parts = [_joined(cell.get("source", "")), metadata, cell.get("outputs", []), cell.get("attachments", {})]
    if not all(map(isinstance, parts, (str, dict, list, dict))):
        raise Refused(f"{name}: cell {number + 1} is damaged")
    if kind != "code" and len(parts[0]) > LONGEST_TEXT:
        raise Refused(f"{name}: cell {number + 1} holds more than {LONGEST_TEXT:,} characters of text")
    return {"cell_type": kind, **dict(zip(("source", "metadata", "outputs", "attachments"), parts))}


def _joined(text):
    """Text as notebooks hold it, whole or in lines; None for anything else."""
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        text = "".join(text)
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else None


def _locked_or_answered(released, cell):
    """The released cell, with the answer of the student's where one belongs."""
    made = nbformat.from_dict(released)
    if released.metadata.nbgrader.solution:
        made.source = cell["source"]
        if made.cell_type == "markdown":
            made.attachments = _attached(cell)
    return made


def _own(cell, number):
    """A cell of the student's own, with pictures and text of what it showed."""
    made = KINDS[cell["cell_type"]](cell["source"], id=f"own-{number}")
    if cell["cell_type"] == "code":
        kept = [output for output in map(_shown_output, cell["outputs"]) if output is not None]
        made.outputs = [new_output("stream", name="stdout", text=THEIRS), *kept] if kept else []
    if cell["cell_type"] == "markdown" and (attached := _attached(cell)):
        made.attachments = attached
    return made


def _attached(cell):
    """Pictures that were pasted into a text, a photo of a page of algebra say."""
    found = {}
    for name, data in cell["attachments"].items():
        pictures = _pictures(data)
        if pictures:
            found[name] = pictures
    return found


def _shown_output(output):
    """A picture or text that was shown; nothing that could run."""
    if not isinstance(output, dict):
        return None
    if output.get("output_type") == "stream":
        text = _joined(output.get("text"))
        return new_output("stream", name="stdout", text=text) if text else None
    data = output.get("data")
    kept = _pictures(data)
    if isinstance(data, dict) and (text := _joined(data.get("text/plain"))):
        kept["text/plain"] = text
    return new_output("display_data", data=kept) if kept else None


def _pictures(data):
    kinds = {kind: _joined(data.get(kind)) for kind in PICTURES} if isinstance(data, dict) else {}
    return {kind: value for kind, value in kinds.items() if value and BASE64.fullmatch(value)}


def _put_back(cells, released, notes):
    """Cells that are gone come back; an answer so that a person looks where the student may have written it."""
    here, before = set(map(_id, cells)), None
    wrote = any(cell.cell_type == "markdown" and not _id(cell) for cell in cells)
    for cell in released:
        id = _id(cell)
        if id and id not in here:
            notes.append(f"the cell {id} was missing and has been put back")
            ids = [_id(other) for other in cells]
            cells.insert(ids.index(before) + 1 if before else 0, nbformat.from_dict(cell))
            if wrote and cell.metadata.nbgrader.solution:
                cells[ids.index(before) + 1 if before else 0].source = LOOK_NEARBY
        before = id or before
