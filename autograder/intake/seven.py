"""Archives of 7-Zip."""

import io
import pathlib
from collections.abc import Iterator
from functools import partial
from typing import IO, Any

from .formats import MOST, Member
from .limits import LARGEST, too_much


class Seven:
    """An archive of 7-Zip: its files are packed together, so they are unpacked together, once, in memory."""

    def __init__(self, file: IO[bytes]) -> None:
        # here, since only instructors have it
        from py7zr import SevenZipFile  # noqa: PLC0415

        self._archive: Any = SevenZipFile(file)
        self._unpacked: Memory | None = None

    def each(self) -> Iterator[Member]:
        if self._archive.needs_password():
            raise RuntimeError("a password is required")
        infos = self._archive.list()
        if sum(info.uncompressed for info in infos) > MOST:  # before memory is asked for
            raise too_much(LARGEST)
        for info in infos:
            if not info.is_directory:
                when = info.creationtime.timestamp() if info.creationtime else 0.0
                yield Member(info.filename, partial(self._open, info.filename), when, bool(info.is_file))

    def _open(self, name: str) -> IO[bytes]:
        if self._unpacked is None:
            self._unpacked = Memory()
            self._archive.extractall(factory=self._unpacked)
        return io.BytesIO(self._unpacked.files[pathlib.PurePath(name).as_posix()].getbuffer())


class Memory:
    """Where py7zr writes to: memory, no more of it than a submission may hold.

    It stands for a py7zr.io.WriterFactory, which students do not install.
    """

    def __init__(self) -> None:
        self.left = MOST
        self.files: dict[str, InMemory] = {}

    def create(self, filename: str) -> "InMemory":
        made = self.files[pathlib.PurePath(filename).as_posix()] = InMemory(self)
        return made


class InMemory(io.BytesIO):
    """One file of an archive; it stands for a py7zr.io.Py7zIO."""

    def __init__(self, memory: Memory) -> None:
        super().__init__()
        self.memory = memory

    def write(self, data: Any) -> int:
        self.memory.left -= len(data)
        if self.memory.left < 0:
            raise too_much(LARGEST)
        return super().write(data)

    def size(self) -> int:
        return self.getbuffer().nbytes

    def close(self) -> None:
        """Keep the bytes: py7zr closes a file when it is whole, which is before it is read."""
