"""Reads archives whose contents are what they claim to be."""

import contextlib
import gzip
import io
import pathlib
import re
import stat
import tarfile
import zipfile
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import IO

from .limits import LARGEST, Refused, bounded, distinct, few, proper, shown, skipped

ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz")

Opener = Callable[[], IO[bytes]]
Entries = Iterator[tuple[str, bool, Opener]]
"""What an archive holds: (name as it stands there, whether it is a regular file, function that opens it)."""


def unpacked(path: pathlib.Path, left: int = LARGEST, left_behind: Collection[str] = ()) -> dict[str, bytes]:
    """Return {name: bytes} of a .zip or .tar.* with at most `left` bytes in it. Raises Refused."""
    files: dict[str, bytes] = {}
    for name, open_member in members(path, left_behind=left_behind):
        files[name] = content(open_member, left)
        left -= len(files[name])
        few(files)
    distinct(files)
    if not files:
        raise Refused("the archive is empty")
    return files


def content(open_member: Opener, limit: int = LARGEST) -> bytes:
    """Return the bytes of an archive's member. Raises Refused."""
    with _refusing_what_is_damaged(), open_member() as file:
        return bounded(file, limit)


def members(
    path: pathlib.Path,
    report: Callable[[str, Refused], None] | None = None,
    left_behind: Collection[str] = (),
) -> Iterator[tuple[str, Opener]]:
    """Yield (name, function that opens it) of an archive's files. Raises Refused.

    With `report`, a member that is refused is reported (its name, the reason), and the others follow.
    """
    seen: set[str] = set()
    with _refusing_what_is_damaged(), _opened(path) as archive:
        for raw, regular, open_member in archive.each():
            try:
                name = _member(raw, regular, seen)
            except Refused as problem:
                if report is None:
                    raise
                report(raw, problem)
                continue
            if not any(skipped(part, left_behind) for part in name.split("/")):
                yield name, open_member


def _member(raw: str, regular: bool, seen: set[str]) -> str:
    """Return a member's name as a path; add it to those `seen`. Raises Refused."""
    name = proper(re.sub(r"^(\./)+", "", raw.replace("\\", "/")))
    if not regular:
        raise Refused(f"{shown(name)} in the archive is a link or no regular file")
    if name in seen:
        raise Refused(f"{shown(name)} is in the archive twice")
    seen.add(name)
    return name


@contextlib.contextmanager
def _refusing_what_is_damaged() -> Iterator[None]:
    try:
        yield
    except (Refused, GeneratorExit):
        raise
    except Exception as problem:  # fuzzing found that the libraries raise anything at all on damaged bytes
        raise Refused(f"the archive cannot be read: {ascii(str(problem))[1:-1][:200]}") from None


def _opened(path: pathlib.Path) -> "_Zip | _Tar":
    if zipfile.is_zipfile(path):
        return _Zip(path)
    with open(path, "rb") as file:  # a tar is unpacked in memory, no further than it may grow
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        unpacked_tar = bounded(gzip.GzipFile(fileobj=file) if packed else file, 2 * LARGEST)
    return _Tar(fileobj=io.BytesIO(unpacked_tar))


class _Zip(zipfile.ZipFile):
    def each(self) -> Entries:
        for info in self.infolist():
            if not info.is_dir():
                regular = stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)
                yield info.filename, regular, partial(self.open, info)


class _Tar(tarfile.TarFile):
    def each(self) -> Entries:
        for info in self:
            if not info.isdir():
                yield info.name, info.isreg(), partial(self._open, info)

    def _open(self, info: tarfile.TarInfo) -> IO[bytes]:
        file = self.extractfile(info)
        if file is None:
            raise tarfile.TarError(f"{info.name} is no file")
        return file
