"""Build a submitted notebook anew from the release; answers, own cells and pictures are the student's."""

import base64
import json
import re
import time
from collections.abc import Callable, Iterable
from typing import Any

import nbformat

from . import pictures
from .limits import Refused, shown

MOST_CELLS, LARGEST = 500, 10 * 2**20  # cells and bytes of a notebook
LONGEST_TEXT = 20_000  # characters of an answer, of a cell of the student's own, of an output
MOST_OUTPUTS = 20  # of a cell
MOST_SHOWN, MOST_OWN = 200_000, 100_000  # characters of a notebook's outputs, of the student's own cells
SECONDS_OF_PICTURES = 2.5  # of computing, for a notebook's
MOST_PICTURES = 8 * 2**20  # bytes of a notebook's pictures, as base64
from_dict: Callable[..., Any] = nbformat.from_dict  # which has no types
KINDS = {"code": "code", "markdown": "markdown", "raw": "code"}  # raw text would be shown as HTML
COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")  # of a terminal
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
PASTED = re.compile(r"data:(image/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/=]+)")
SHORTENED = "\n[… shortened: {:,} characters more]"
MOST_NOTES = 4  # more of them are counted
LOOK_NEARBY = "*This cell was missing, or was there twice: the answer may stand in a cell nearby.*"
THEIRS = "(saved by the student, not run again)\n"

Plain = dict[str, Any]
"""A student's cell: cell_type, source, metadata, outputs and attachments, each of the right type."""


def restored(name: str, data: bytes, released: Any) -> tuple[Any, list[str]]:
    """Return (notebook, what was put right) for a notebook's bytes and the released one. Raises Refused.

    Locked cells, points and ids are the release's; a cell that is gone comes back behind the one it followed.
    """
    known = {id: cell for cell in released.cells if (id := _id(cell))}
    theirs = _cells(name, data)
    _require_short_answers(name, theirs, known)
    chosen, room = _chosen(theirs, known), Room()
    made: list[Any] = []
    notes: list[str] = []
    for number, cell in enumerate(theirs):
        id = _claimed(cell)
        if id is not None and chosen.get(id) is cell:
            made.append(_locked_or_answered(known[id], cell, room))
            continue
        if "nbgrader" in cell["metadata"]:
            why = "occurs a second time" if id in known else "is not of this assignment"
            notes.append(f"the cell {shown(str(id))} {why}; it counts as the student's own")
        made.append(_own(cell, number, room))
    _put_back(made, released.cells, notes)
    notes += dict.fromkeys(room.notes)
    kernel = {"kernelspec": released.metadata.get("kernelspec", {})}
    notebook = from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": made})
    nbformat.validate(notebook)  # once: nbformat's own functions do it for each cell
    more = [f"and {len(notes) - MOST_NOTES} cells more"] if len(notes) > MOST_NOTES else []
    return notebook, [f"{name}: {note}" for note in notes[:MOST_NOTES] + more]


def _pasted(source: str) -> tuple[str, dict[str, Any]]:
    """Return a text with its pictures attached, and the pictures that stood in it, as Colab pastes them."""
    found: dict[str, Any] = {}

    def attach(match: re.Match[str]) -> str:
        name = f"pasted-{len(found) + 1}"
        found[name] = {match[1]: match[2]}
        return f"attachment:{name}"

    return PASTED.sub(attach, source), found


def _require_short_answers(name: str, theirs: Iterable[Plain], known: dict[str, Any]) -> None:
    """Refuse an answer that is too long, whatever its cell calls itself; own code is shortened."""
    for number, cell in enumerate(theirs, 1):
        cell["source"], pasted = _pasted(cell["source"])
        cell["attachments"] = cell["attachments"] | pasted
        claimed = _claimed(cell) in known
        if (claimed or cell["cell_type"] != "code") and len(cell["source"]) > LONGEST_TEXT:
            raise Refused(f"{name}: cell {number} holds more than {LONGEST_TEXT:,} characters of text")


def _chosen(theirs: Iterable[Plain], known: dict[str, Any]) -> dict[str, Plain]:
    """Return {id: the cell that stands for it}: the first one, but rather one that was written in."""
    chosen: dict[str, Plain] = {}
    for cell in theirs:
        id = _claimed(cell)
        if id in known and (id not in chosen or chosen[id]["source"] == known[id].source):
            chosen[id] = cell
    return chosen


def _id(cell: Any) -> str | None:
    found: str | None = cell.metadata.get("nbgrader", {}).get("grade_id")
    return found


def _claimed(cell: Plain) -> str | None:
    meta = cell["metadata"].get("nbgrader")
    id = meta.get("grade_id") if isinstance(meta, dict) else None
    return id if isinstance(id, str) else None


def _cells(name: str, data: bytes) -> list[Plain]:
    """Return the cells as plain dicts of the expected shape. Raises Refused."""
    if len(data) > LARGEST:
        what_to_do = "clear the outputs that are not needed, and save it again"
        raise Refused(f"{name} holds more than {LARGEST // 2**20} MB: {what_to_do}")
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
    return [_plain(name, number, cell) for number, cell in enumerate(cells, 1)]


def _plain(name: str, number: int, cell: Any) -> Plain:
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise Refused(f"{name}: cell {number} is no cell of a notebook")
    plain = {
        "source": _joined(cell.get("source", "")),
        "metadata": cell.get("metadata", {}),
        "outputs": cell.get("outputs", []),
        "attachments": cell.get("attachments", {}),
    }
    if not all(map(isinstance, plain.values(), (str, dict, list, dict))):
        raise Refused(f"{name}: cell {number} is damaged")
    return {"cell_type": kind, **plain}


def _joined(text: Any) -> str | None:
    """Return text as notebooks hold it, whole or in lines; None for anything else."""
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        text = "".join(text)
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else None


def _locked_or_answered(released: Any, cell: Plain, room: "Room") -> Any:
    """Return the released cell, with the student's answer where one belongs."""
    made = from_dict(released)
    if released.metadata.nbgrader.solution:
        made.source = cell["source"]
        if made.cell_type == "markdown":
            made.attachments = _attached(cell, room)
    return made


def _own(cell: Plain, number: int, room: "Room") -> Any:
    """Return a cell of the student's own, with pictures and text of what it showed."""
    kind = KINDS[cell["cell_type"]]
    made = from_dict(
        {"cell_type": kind, "id": f"own-{number}", "metadata": {}, "source": room.source(cell["source"])}
    )
    if kind == "code":
        made.execution_count, made.outputs = None, []
    if cell["cell_type"] == "code":
        shown = map(room.output, cell["outputs"][:MOST_OUTPUTS])
        kept = [output for output in shown if output is not None]
        made.outputs = [_stream(THEIRS), *kept] if kept else []
    if cell["cell_type"] == "markdown":
        attached = _attached(cell, room)
        if attached:
            made.attachments = attached
    return made


def _stream(text: str) -> Any:
    return from_dict({"output_type": "stream", "name": "stdout", "text": text})


def _short(text: str, limit: int = LONGEST_TEXT) -> str:
    return text if len(text) <= limit else text[:limit] + SHORTENED.format(len(text) - limit)


def _attached(cell: Plain, room: "Room") -> dict[str, dict[str, str]]:
    """Return pictures that were pasted into a text, a photo of a page of algebra say."""
    found = {name: room.pictures(data) for name, data in cell["attachments"].items()}
    return {name: pictures for name, pictures in found.items() if pictures}


class Room:
    """Keep what cells of the student's own showed, while there is room for it."""

    def __init__(self) -> None:
        self.left, self.own, self.for_pictures = MOST_SHOWN, MOST_OWN, MOST_PICTURES
        self.notes: list[str] = []
        self.seconds = SECONDS_OF_PICTURES

    def source(self, text: str) -> str:
        """Return the text of a cell, shortened where there is no room for it."""
        short = _short(text, min(LONGEST_TEXT, self.own))
        self.own = max(0, self.own - len(short))
        return short

    def pictures(self, data: Any) -> dict[str, str]:
        """Return the pictures among representations of one thing, made anew; note what is not shown."""
        kept: dict[str, str] = {}
        for kind in pictures.KINDS if isinstance(data, dict) else ():
            packed = _joined(data.get(kind))
            if not packed:
                continue
            began = time.process_time()
            try:
                if self.seconds <= 0 or not self.for_pictures:
                    raise Refused("there are too many, or they are too large")
                made = pictures.anew(base64.b64decode(packed))
                if 4 * len(made) // 3 > self.for_pictures:
                    raise Refused("there are too many, or they are too large")
            except (Refused, ValueError, MemoryError) as problem:
                why = str(problem) or "it takes too much memory"
                self.notes.append(f"a picture in it is not shown: {why}")
                continue
            finally:
                self.seconds -= time.process_time() - began
            kept[pictures.kind_of(made)] = base64.b64encode(made).decode()
            self.for_pictures -= 4 * len(made) // 3
        return kept

    def output(self, output: Any) -> Any:
        """Return a picture or text that was shown; None for anything that could run."""
        if not isinstance(output, dict) or not self.left:
            return None
        if output.get("output_type") == "stream":
            text = self._text(output.get("text"))
            return _stream(text) if text else None
        data = output.get("data")
        kept = self.pictures(data)
        text = self._text(data.get("text/plain")) if isinstance(data, dict) else None
        if text:
            kept["text/plain"] = text
        return from_dict({"output_type": "display_data", "data": kept, "metadata": {}}) if kept else None

    def _text(self, said: Any) -> str | None:
        """Return text without colours and control characters, no longer than there is room."""
        text = _joined(said)
        if text is None:
            return None
        text = CONTROLS.sub("", COLOURS.sub("", text))
        text = _short(text, min(LONGEST_TEXT, self.left))
        self.left = max(0, self.left - len(text))
        return text


def _put_back(cells: list[Any], released: Iterable[Any], notes: list[str]) -> None:
    """Put cells that are gone back; an answer so that a person looks where it may have been written."""
    here, before = set(map(_id, cells)), None
    wrote = any(cell.cell_type == "markdown" and not _id(cell) for cell in cells)
    for cell in released:
        id = _id(cell)
        if id and id not in here:
            notes.append(f"the cell {id} was missing and has been put back")
            returned = from_dict(cell)
            if wrote and cell.metadata.nbgrader.solution:
                returned.source = LOOK_NEARBY
            cells.insert(_behind(before, cells), returned)
        before = id or before


def _behind(id: str | None, cells: list[Any]) -> int:
    """Return the place behind the cell of this id, the first one for None."""
    return [_id(cell) for cell in cells].index(id) + 1 if id else 0
