"""Puts what was handed in where it belongs, wherever and under whatever name it was, and says so."""

import pathlib
from collections.abc import Iterable, Mapping
from functools import partial

from .asked import Asked, answers_in
from .choosing import Placed, best, plain
from .finding import Found
from .libraries import place_library
from .limits import is_picture, shown

OURS = ("timestamp.txt", "submission_secret.txt")
"""What platforms and nbgrader put beside a hand-in. In an archive it is a student's, and means nothing."""


def placed(found: list[Found], asked: Asked) -> Placed:
    """Return a hand-in with notebooks at the top and the library in its folder. Raises Refused."""
    made = Placed({file.path: file for file in found if file.path in OURS and len(file.where) == 1})
    _place_notebooks(found, asked, made)
    place_library(found, asked, made)
    _place_pictures(found, made)
    return made


def _place_notebooks(found: list[Found], asked: Asked, made: Placed) -> None:
    candidates: dict[str, list[Found]] = {}
    for file in found:
        if file.name.endswith(".ipynb") and (name := _notebook(file, asked)):
            candidates.setdefault(name, []).append(file)
    for name, files in candidates.items():
        chosen = best(name, files, made, partial(_answers, asked.notebooks.get(name, {})))
        is_packed = len(chosen.where) > 1  # in an archive, one folder around it all is usual
        if chosen.name != name:
            made.notes.append(f"{shown(chosen.path)} is read as {name}")
        elif chosen.depth > is_packed:
            made.notes.append(f"{name} was in the folder {shown(chosen.folder)}")
        made.files[name] = chosen
        made.bases.add(chosen.folder)


def _notebook(file: Found, asked: Asked) -> str | None:
    """Return which notebook of the assignment a file is; None for a notebook of their own."""
    if not asked.notebooks or file.name in asked.notebooks:
        return file.name
    theirs = answers_in(file.data or b"").keys()
    shared = {name: len(theirs & ids.keys()) for name, ids in asked.notebooks.items()}
    most = max(shared.values())
    alike = [name for name, count in shared.items() if count == most]
    if most and len(alike) == 1:
        return alike[0]
    by_name = {name.casefold(): name for name in asked.notebooks}
    return by_name.get(plain(file.name).casefold())


def _answers(blank: Mapping[str, str], file: Found) -> int:
    """Return how many answers a notebook holds."""
    theirs = answers_in(file.data or b"")
    return sum(theirs[id].strip() != source.strip() for id, source in blank.items() if id in theirs)


def _place_pictures(found: Iterable[Found], made: Placed) -> None:
    """Keep pictures beside the notebooks that show them: folders are kept from there."""
    there = set(map(id, made.files.values()))
    for file in found:
        if is_picture(file.path) and id(file) not in there:
            above = [str(folder) for folder in pathlib.PurePosixPath(file.path).parents][:-1]
            base = next((folder for folder in above if folder in made.bases), "")
            name = file.path.removeprefix(f"{base}/") if base else file.path
            made.files[name if name not in made.files else file.path] = file
