"""Zip and tar, as archives.py reads them: member by member, no further than a submission may grow."""

import datetime
import io
import stat
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any, NamedTuple

from .limits import LARGEST, LARGEST_PICTURES, too_much

Opener = Callable[[], IO[bytes]]
MOST = 2 * LARGEST + LARGEST_PICTURES  # bytes of a tar, or of what is in a 7z


class Member(NamedTuple):
    """One file of an archive: its name as it stands there, and when it was last changed."""

    name: str
    open: Opener
    time: float = 0.0
    regular: bool = True


class Zip(zipfile.ZipFile):
    """A zip, member by member."""

    def each(self) -> Iterator[Member]:
        for info in self.infolist():
            if not info.is_dir():
                regular = stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)
                yield Member(_name_of(info), partial(self.open, info), _time_of(info.date_time), regular)


def _name_of(info: zipfile.ZipInfo) -> str:
    """Return a member's name; programs of the Mac write UTF-8 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _time_of(date: tuple[int, ...]) -> float:
    """Return a zip's time, which is somebody's local one, in seconds; 0 where it is none."""
    try:
        return time.mktime(datetime.datetime(*date).timetuple())  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return 0.0


class Tar(tarfile.TarFile):
    """A tar, member by member."""

    def each(self) -> Iterator[Member]:
        for info in self:
            if not info.isdir():
                yield Member(info.name, partial(self._open, info), float(info.mtime), info.isreg())

    def _open(self, info: tarfile.TarInfo) -> IO[bytes]:
        file = self.extractfile(info)
        if file is None:
            raise tarfile.TarError(f"{info.name} is no file")
        return file


class Bounded(io.RawIOBase):
    """A file that is read no further than a tar may grow, however small it was packed."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        if self._file.tell() > MOST:
            raise too_much(LARGEST)
        return bytes(self._file.read(size))

    def seek(self, place: int, whence: int = 0) -> int:
        if whence == 0 and place > MOST:
            raise too_much(LARGEST)
        return int(self._file.seek(place, whence))

    def tell(self) -> int:
        return int(self._file.tell())
