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

        self._archive = SevenZipFile(file)
        self._unpacked: dict[str, io.BytesIO] | None = None

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
            factory = _in_memory()
            self._archive.extractall(factory=factory)
            self._unpacked = factory.files
        return io.BytesIO(self._unpacked[pathlib.PurePath(name).as_posix()].getbuffer())


def _in_memory() -> Any:
    """Return what py7zr asks for a place to write to: memory, no more of it than a submission may hold."""
    from py7zr.io import Py7zIO, WriterFactory  # noqa: PLC0415  as above

    class Memory(Py7zIO):
        def __init__(self, factory: "Factory") -> None:
            self.factory, self.bytes = factory, io.BytesIO()

        def write(self, data: bytes | bytearray) -> int:
            self.factory.left -= len(data)
            if self.factory.left < 0:
                raise too_much(LARGEST)
            return self.bytes.write(data)

        def read(self, size: int | None = None) -> bytes:
            return self.bytes.read(size)

        def seek(self, place: int, whence: int = 0) -> int:
            return self.bytes.seek(place, whence)

        def flush(self) -> None:
            """Do nothing: memory needs none."""

        def size(self) -> int:
            return self.bytes.getbuffer().nbytes

    class Factory(WriterFactory):
        def __init__(self) -> None:
            self.left = MOST
            self.files: dict[str, io.BytesIO] = {}

        def create(self, filename: str) -> Py7zIO:
            made = Memory(self)
            self.files[pathlib.PurePath(filename).as_posix()] = made.bytes
            return made

    return Factory()
