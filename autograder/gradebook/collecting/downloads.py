"""Opens downloads: zips and folders as platforms pack them, and hand-ins that lie there one by one."""

import os
import pathlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from autograder.intake import (
    LARGEST,
    LARGEST_PICTURES,
    Refused,
    archives,
    formats,
    printable,
    skipped,
    unpacking,
)
from autograder.sandbox.limited import Limited, RanOut

LARGEST_FILE = LARGEST + LARGEST_PICTURES  # bytes
SECONDS_TO_LIST = 60
CHUNK = 2**20


@dataclass
class Download:
    """One thing that was downloaded.

    path: a file or a folder. names: {file in it: its time}; {"": …} where it is one hand-in, packed.
    problems: {name in it that cannot be taken: why}.
    """

    path: pathlib.Path
    names: dict[str, float] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    _zip: formats.Zip | None = None
    _members: dict[str, formats.Member] = field(default_factory=dict)

    @classmethod
    def of_some(cls, folder: pathlib.Path, inside: Iterable[pathlib.Path]) -> "Download":
        """Return a download of some files and folders that lie in a folder."""
        made = cls(folder)
        for path in inside:
            if path.is_dir():
                below = _folder(path)
                made.names |= {f"{path.name}/{name}": time for name, time in below.names.items()}
                made.problems |= {f"{path.name}/{name}": why for name, why in below.problems.items()}
            else:
                made.names[path.name] = path.stat().st_mtime
        return made

    @property
    def label(self) -> str:
        """Its name, as a message may show it."""
        return printable(self.path.name)

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file of it. Raises Refused."""
        if not name:
            file: IO[bytes] = self.path.open("rb")
        elif self.path.is_dir():
            file = (self.path / name).open("rb")
        else:
            file = self._member(name)
        with file:
            yield file

    def _member(self, name: str) -> IO[bytes]:
        """Open a member; the archive stays open for the next one."""
        with unpacking.in_plain_words(self.label):
            if self._zip is None:
                self._zip = formats.Zip(self.path)
                self._members = {
                    member.name: member
                    for member in archives.checked(self._zip, report=lambda name, problem: None)
                }
            return self._members[name].open()

    def copy(self, name: str, target: pathlib.Path) -> None:
        """Write a file of it to a place, no more than a hand-in may hold. Raises Refused."""
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self.opened(name) as source, target.open("wb") as out:
                self._pour(source, out, name or self.label)
        except Refused:
            target.unlink(missing_ok=True)
            raise
        time = self.names.get(name, 0.0)
        if time > 0:
            os.utime(target, (time, time))

    def _pour(self, source: IO[bytes], out: IO[bytes], name: str) -> None:
        left = LARGEST_FILE
        while True:
            with unpacking.in_plain_words(name):
                chunk = source.read(CHUNK)
            if not chunk:
                return
            left -= len(chunk)
            if left < 0:
                raise Refused(f"it holds more than {LARGEST_FILE // 2**20} MB")
            out.write(chunk)

    def close(self) -> None:
        """Close the archive."""
        if self._zip is not None:
            self._zip.close()


def listing(path: str) -> tuple[str, dict[str, float], dict[str, str]]:
    """Return what an archive is, {name: time} and {name: why not} of its files (limited). Raises Refused."""
    refused: dict[str, str] = {}
    source = pathlib.Path(path)
    with source.open("rb") as file:
        kind = unpacking.kind_of(file.read(unpacking.HEAD))

    def report(name: str, problem: Refused) -> None:
        refused[printable(name)[:300]] = str(problem)

    names = {member.name: member.time for member in archives.listed(source, source.name, report)}
    return kind, names, refused


def open_download(path: pathlib.Path, limited: Limited) -> Download:
    """Return what was downloaded, with the names in it. Raises Refused."""
    if path.is_dir():
        return _folder(path)
    if not unpacking.is_archive(path.name):
        return Download(path, {"": path.stat().st_mtime})
    limited.fresh()
    try:
        kind, names, problems = limited.call(listing, str(path), raises=(Refused,), seconds=SECONDS_TO_LIST)
    except RanOut as problem:
        raise Refused(f"{path.name} cannot be read: {problem}") from None
    if kind != unpacking.ZIP:  # no platform packs like this: it is one hand-in
        names = {"": path.stat().st_mtime}
    return Download(path, names, problems)


def _folder(path: pathlib.Path) -> Download:
    """Return a download that somebody unpacked."""
    made = Download(path)
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if any(skipped(part, ()) for part in name.split("/")) or (file.is_dir() and not file.is_symlink()):
            continue
        if file.is_symlink() or not file.is_file():
            made.problems[printable(name)] = "it is a link or no regular file"
        else:
            made.names[name] = file.stat().st_mtime
    return made
