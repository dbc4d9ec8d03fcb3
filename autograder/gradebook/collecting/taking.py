"""Reads an upload under limits, and makes of it what is put into submitted/."""

import os
import pathlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.intake import REFUSED, Asked, Refused, proper
from autograder.intake.placing import OURS
from autograder.sandbox.limited import Limited, RanOut

from .. import grading
from .handins import Part, Upload

SECONDS_TO_READ = 20
EARLIER = "earlier upload"
"""The folder of what the newest upload lacks, and the one before it has."""


@dataclass
class Taken:
    """An upload as files in a folder. refused: why it cannot be graded. notes: what is to be said of it."""

    folder: pathlib.Path
    read: dict[str, Any]
    refused: str = ""
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> set[str]:
        return {*self.read.get("files", {}), *self.read.get("pictures", {})}


class Taker:
    """Takes uploads of one assignment in; a process with limits reads them."""

    def __init__(self, asked: Asked, limited: Limited) -> None:
        self.asked, self.limited = asked, limited
        self.wanted = {*asked.notebooks, *(f"{asked.library}/{name}" for name in asked.student_files)}

    def take(self, uploads: Sequence[Upload], staged: pathlib.Path) -> Taken:
        """Return the newest upload, which comes first and is `staged`; those before it have what it lacks."""
        taken = self._read(staged)
        for i, upload in enumerate(uploads[1:], 1):
            missing = self.wanted - taken.names
            if not missing:
                break
            other = self._read(self.stage(upload, staged.with_name(str(i))))
            if taken.refused:
                taken.refused += "" if other.refused else "; an upload before it can be read"
                break
            self._complete(taken, other, missing)
            taken = self._read(taken.folder)
        return taken

    def stage(self, upload: Upload, folder: pathlib.Path) -> pathlib.Path:
        """Write an upload's files into a folder; for one that cannot be taken, the reason."""
        folder.mkdir(parents=True)
        problems = list(upload.problems)
        for rank, part in enumerate(sorted(upload.parts, key=lambda part: part.order)):
            try:
                self._write(part, folder, rank)
            except Refused as problem:
                problems.append(f"{part.path}: {problem}")
        if not upload.parts and not problems:
            problems.append("no file was handed in, at most a text in the browser")
        if problems:
            (folder / f"problem{REFUSED}").write_text("; ".join(problems), "utf-8")
        return folder

    def _write(self, part: Part, folder: pathlib.Path, rank: int) -> None:
        path = proper(part.path)
        if path in OURS or path.endswith(REFUSED):
            return  # only platforms and this program say these things
        target = folder / path
        if target.exists():
            target = folder / f"{rank} {target.name}"
        part.source.copy(part.name, target)
        if part.number:  # these tell which is newer; the times in such an archive are all the same
            time = part.order[2] + rank
            os.utime(target, (time, time))

    def _read(self, folder: pathlib.Path) -> Taken:
        self.limited.fresh()
        try:
            read = self.limited.call(
                grading.read, str(folder), self.asked.to_data(), raises=(Refused,), seconds=SECONDS_TO_READ
            )
        except (Refused, RanOut) as problem:
            return Taken(folder, {}, str(problem))
        return Taken(folder, read, notes=(*read["notes"], *_unread(read)))

    def _complete(self, taken: Taken, earlier: Taken, missing: set[str]) -> None:
        """Put what an upload lacks beside it, from one that was earlier; pictures come with notebooks."""
        there = earlier.read.get("files", {})
        for name in missing & there.keys():
            _put(taken.folder / EARLIER / name, there[name].tobytes())
        if any(name.endswith(".ipynb") for name in missing & there.keys()):
            for name in earlier.read["pictures"].keys() - taken.names:
                _put(taken.folder / EARLIER / name, self._picture(earlier, name))

    def _picture(self, taken: Taken, name: str) -> bytes:
        """Return the bytes of a picture, as it was handed in. Raises Refused."""
        where = taken.read["pictures"][name]
        if len(where) == 1:
            return (taken.folder / where[0]).read_bytes()
        return self.limited.call(grading.original, str(taken.folder), where, raises=(Refused,)).tobytes()

    def lay_out(self, taken: Taken, folder: pathlib.Path) -> None:
        """Write what is as it should be in its place; all else as it was handed in: grading says so, too."""
        if not taken.refused and not taken.notes:
            try:
                for name, data in taken.read["files"].items():
                    _put(folder / name, data.tobytes())
                for name in taken.read["pictures"]:
                    _put(folder / name, self._picture(taken, name))
                return
            except (Refused, RanOut):  # a picture of a size that does not cross: it stays in its archive
                shutil.rmtree(folder)
        shutil.copytree(taken.folder, folder, dirs_exist_ok=True)


def _unread(read: dict[str, Any]) -> list[str]:
    return [f"{name!a} is not read: {why}" for name, why in read["left"].items()]


def _put(path: pathlib.Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
