"""Hand-ins that no platform named: a folder or an archive of each person, or one person's work."""

import pathlib
from collections.abc import Collection, Iterable

from autograder.course import Course
from autograder.intake import Refused, proper_id, unpacking

from .claims import Claim, slug
from .downloads import Download

ONE_BY_ONE = "a folder of hand-ins"


def owners(download: Download, course: Course) -> dict[str, Claim]:
    """Return whose the files are where no platform named them: one person's, or a folder of each."""
    whole, is_folder = download.path.name, download.path.is_dir()
    if "" in download.names:
        return {"": _by_name(whole, whole)}
    inside = {name: name.split("/") for name in download.names}
    while not is_folder and not _is_work(inside.values(), course) and _is_wrapped(inside.values()):
        inside = {name: parts[1:] for name, parts in inside.items()}
    persons = _persons(inside.values())
    is_one = not persons or _is_work(inside.values(), course) or (len(persons) == 1 and not is_folder)
    if is_one and not is_folder:  # it is read as it is, packed
        download.names[""] = download.path.stat().st_mtime
        return {"": _by_name(whole, whole)}
    if is_one:
        return {name: _by_name(whole, name) for name in inside}
    return {name: _by_name(top, "/".join(below) or top) for name, (top, *below) in inside.items()}


def _is_work(paths: Iterable[list[str]], course: Course) -> bool:
    """Tell whether somebody's work begins at the top: notebooks, the library, the assignment's folder."""
    begins = {course.library, course.id, *course.student_files}
    return any(top in begins or top.endswith(".ipynb") for top in {top for top, *_ in paths})


def _is_wrapped(paths: Collection[list[str]]) -> bool:
    """Tell whether one folder is around everything."""
    return len({top for top, *_ in paths}) == 1 and all(len(parts) > 1 for parts in paths)


def _persons(paths: Collection[list[str]]) -> set[str]:
    """Return what at the top is somebody's hand-in: an archive, or a folder with work in it."""
    packed = {top for top, *_ in paths if unpacking.is_archive(top) or unpacking.of_another_kind(top)}
    return packed | {top for top, *below in paths if below and _holds_work(below[-1])}


def _holds_work(name: str) -> bool:
    return name.endswith((".ipynb", ".py")) or unpacking.is_archive(name)


def _by_name(name: str, path: str) -> Claim:
    """Return a claim of the person whose name a file or folder has."""
    ending = next((e for e in (*unpacking.ARCHIVES, *unpacking.OTHERS) if name.lower().endswith(e)), "")
    stem = name[: len(name) - len(ending)] if ending else pathlib.PurePath(name).stem or name
    try:
        return Named(ONE_BY_ONE, proper_id(stem), "", path)
    except Refused:
        return Named(ONE_BY_ONE, slug(stem), "", path, prefix=stem)


class Named(Claim):
    """A claim by the name alone, which is the student's id as it is."""

    @property
    def student(self) -> str:
        return self.name
