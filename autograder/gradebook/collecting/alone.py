"""Hand-ins that no platform named: a folder or an archive of each person, or one person's work."""

import pathlib
from collections.abc import Iterable

from autograder.course import Course
from autograder.intake import Refused, proper_id, unpacking

from .claims import Claim, slug
from .downloads import Download

ONE_BY_ONE = "a folder of hand-ins"


def owners(download: Download, course: Course) -> dict[str, Claim]:
    """Return whose the files are where no platform named them: one person's, or a folder of each."""
    names = list(download.names)
    if "" in download.names:
        return {"": _by_name(download.path.name, download.path.name)}
    level = 0
    while not download.path.is_dir() and not _is_work(names, level, course) and _wrapper(names, level):
        level += 1
    tops = {name.split("/")[level] for name in names if name.count("/") >= level}
    persons = [top for top in tops if _is_somebodys(top, names, level)]
    single = len(persons) < 2 and not download.path.is_dir()
    is_one = single or not persons or _is_work(names, level, course)
    if is_one and not download.path.is_dir():  # it is read as it is, packed
        download.names[""] = download.path.stat().st_mtime
        return {"": _by_name(download.path.name, download.path.name)}
    made = {}
    for name in names:
        parts = name.split("/")
        if is_one or len(parts) <= level:
            made[name] = _by_name(download.path.name, name)
        else:
            made[name] = _by_name(parts[level], "/".join(parts[level + 1 :]) or parts[level])
    return made


def _is_work(names: Iterable[str], level: int, course: Course) -> bool:
    """Tell whether somebody's work begins at a level: notebooks, the library, the assignment's folder."""
    here = {name.split("/")[level] for name in names if name.count("/") >= level}
    begins = {course.library, course.id, *course.student_files}
    return any(top in begins or top.endswith(".ipynb") for top in here)


def _wrapper(names: Iterable[str], level: int) -> bool:
    """Tell whether one folder is around everything."""
    tops = {tuple(name.split("/")[: level + 1]) for name in names}
    return len(tops) == 1 and all(name.count("/") > level for name in names)


def _is_somebodys(top: str, names: Iterable[str], level: int) -> bool:
    """Tell whether a folder or file at the top is a hand-in: an archive, or a folder with work in it."""
    if unpacking.is_archive(top) or unpacking.of_another_kind(top):
        return True
    inside = [
        name for name in names if name.split("/")[level : level + 1] == [top] and name.count("/") > level
    ]
    return any(name.endswith((".ipynb", ".py")) or unpacking.is_archive(name) for name in inside)


def _by_name(name: str, path: str) -> Claim:
    """Return a claim of the person whose name a file or folder has."""
    stem = name
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
