"""Collects downloads into submitted/: everybody in them, or a line that says why not."""

import contextlib
import pathlib
from collections.abc import Iterator, Sequence

from autograder.course import Classroom
from autograder.intake import Asked, Refused, skipped
from autograder.results.words import counted
from autograder.sandbox.limited import Limited

from ..book import Settings
from . import handins
from .collector import Collector
from .downloads import Download, open_download
from .report import Report, Tell
from .taking import Taker


class NothingToCollect(Exception):
    """There is no download; the text says where to put one."""


def collect(settings: Settings, paths: Sequence[pathlib.Path], tell: Tell) -> Report:
    """Collect these downloads, or all in downloaded/<course>/archive/; `tell` gets a line for each student.

    Raises NothingToCollect and CourseError.
    """
    classroom, course = settings.classroom, settings.classroom.course
    chosen = _chosen(classroom, paths)
    about = course.library, course.student_files, course.left_behind
    with Limited(ready) as limited, contextlib.ExitStack() as stack:
        report = Report()
        downloads = list(_opened(chosen, limited, report))
        for download in downloads:
            stack.callback(download.close)
        found = handins.hand_ins(downloads, course, limited)
        report.strays += found.strays
        names = ", ".join(download.label for download in downloads)
        tell(f"Collecting {counted(len(found.uploads), 'student')} from {names or 'nothing'}")
        taker = Taker(Asked.by(classroom.release, *about), limited)
        Collector(settings, taker, found).run(report, tell)
        return report


def ready() -> None:
    """Do nothing: what reading needs is learned by the imports of this module (limited)."""


def _chosen(classroom: Classroom, paths: Sequence[pathlib.Path]) -> list[pathlib.Path]:
    """Return the downloads to collect, in order. Raises NothingToCollect."""
    folder = classroom.downloads
    inside = sorted(folder.iterdir()) if folder.is_dir() else []
    chosen = list(paths) or [path for path in inside if not skipped(path.name, ())]
    missing = [path for path in chosen if not path.exists()]
    if missing:
        raise NothingToCollect(f"there is no {missing[0]}")
    if not chosen:
        raise NothingToCollect(
            f"there is no download: put what your platform gives you into {folder}/, as it is"
        )
    return chosen


def _opened(paths: Sequence[pathlib.Path], limited: Limited, report: Report) -> Iterator[Download]:
    """Yield the downloads; those whose files lie one by one beside others, in one."""
    loose: dict[tuple[pathlib.Path, str], list[pathlib.Path]] = {}
    for path in paths:
        platform = handins.named_by(path.name, path.is_dir())
        if platform:
            loose.setdefault((path.parent, platform), []).append(path)
            continue
        try:
            yield open_download(path, limited)
        except (Refused, OSError) as problem:
            report.strays.append((path.name, str(problem)))
    for (folder, _), inside in loose.items():
        yield Download.of_some(folder, inside)
