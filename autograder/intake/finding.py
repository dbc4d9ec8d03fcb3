"""Finds all files of a hand-in, in folders and in archives inside each other, under limits."""

import hashlib
import io
import os
import pathlib
from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import IO

from . import archives, folders, unpacking
from .formats import MOST
from .limits import LARGEST, LARGEST_PICTURES, Refused, bounded, few, is_picture, shown, too_much

Where = tuple[str, ...]
"""The way to a file's bytes: its path in the folder, or that of an archive and the names inside of it."""
MOST_NESTED = 3  # archives inside each other
CHUNK = 2**20  # bytes of a picture at a time


@dataclass(frozen=True)
class Found:
    """One file of a hand-in.

    path: where it lies, as if all archives were folders. time: when it was last changed, in seconds.
    data: its bytes; None for a picture, of which there may be more than memory holds.
    """

    path: str
    where: Where
    time: float
    digest: str
    data: bytes | None

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def depth(self) -> int:
        return self.path.count("/")


@dataclass
class Search:
    """What is found, and how much more may be. `packed`: {archive that nothing here unpacks: what it is}."""

    left_behind: Collection[str] = ()
    found: list[Found] = field(default_factory=list)
    packed: dict[str, str] = field(default_factory=dict)
    bytes_left: int = LARGEST
    pictures_left: int = LARGEST_PICTURES

    def add(self, path: str, where: Where, time: float, opened: AbstractContextManager[IO[bytes]]) -> None:
        """Read a file. Raises Refused."""
        digest, data = hashlib.sha256(), None
        with opened as file:
            if is_picture(path):
                while chunk := file.read(CHUNK):
                    self.pictures_left -= len(chunk)
                    if self.pictures_left < 0:
                        raise too_much(LARGEST_PICTURES)
                    digest.update(chunk)
            else:
                data = bounded(file, self.bytes_left)
                self.bytes_left -= len(data)
                digest.update(data)
        self.found.append(Found(path, where, time, digest.hexdigest(), data))
        few(self.found)

    def unpack(self, source: archives.Source, path: str, where: Where) -> None:
        """Read all files of an archive. Raises Refused."""
        prefix, before = path.rpartition("/")[0], len(self.found)
        for member in archives.listed(source, path, left_behind=self.left_behind):
            inside, way = f"{prefix}/{member.name}".lstrip("/"), (*where, member.name)
            if self.is_packed_otherwise(inside):
                continue
            if unpacking.is_archive(inside) and len(way) <= MOST_NESTED:
                self.unpack(io.BytesIO(archives.content(member.open, MOST)), inside, way)
            else:
                with unpacking.in_plain_words(path):
                    self.add(inside, way, member.time, member.open())
        if len(self.found) == before and not self.packed:
            raise unpacking.not_unpacked(path, "it is empty")

    def is_packed_otherwise(self, path: str) -> bool:
        """Tell whether nothing here unpacks a file; remember it."""
        kind = unpacking.of_another_kind(path)
        if kind:
            self.packed[path] = kind
        return kind is not None


def search(folder: pathlib.Path, left_behind: Collection[str] = ()) -> Search:
    """Return all that is in a folder, but what is skipped. Raises Refused."""
    made = Search(left_behind)
    packed = []
    for name, path in folders.walk(folder, left_behind):
        if unpacking.is_archive(name):
            packed.append((name, path))
        elif not made.is_packed_otherwise(name):
            file = folders.opened(path, name)
            made.add(name, (name,), os.fstat(file.fileno()).st_mtime, file)
    for name, path in packed:
        made.unpack(folders.opened(path, name), name, (name,))
    return made


def read_folder(
    folder: pathlib.Path, left_behind: Collection[str] = ()
) -> tuple[dict[str, bytes], dict[str, float]]:
    """Return {name: bytes} and {name: time} of a folder's files, archives as they are. Raises Refused."""
    files, times = {}, {}
    left = {LARGEST: LARGEST, LARGEST_PICTURES: LARGEST_PICTURES, MOST: MOST}
    for name, path in folders.walk(folder, left_behind):
        kind = LARGEST_PICTURES if is_picture(name) else MOST if _is_packed(name) else LARGEST
        with folders.opened(path, name) as file:
            files[name] = bounded(file, left[kind], kind)
            times[name] = os.fstat(file.fileno()).st_mtime
        left[kind] -= len(files[name])
    return files, times


def _is_packed(name: str) -> bool:
    return unpacking.is_archive(name) or unpacking.of_another_kind(name) is not None


def fetched(folder: pathlib.Path, where: Where) -> bytes:
    """Return the bytes of a file that was found, a picture. Raises Refused."""
    first, *inside = where
    file = folders.opened(str(folder / first), first)
    if not inside:
        with file:
            return bounded(file, LARGEST_PICTURES, LARGEST_PICTURES)
    data = b""
    for name in inside:
        data = _member(file, first, name)
        file = io.BytesIO(data)
    return data


def _member(source: archives.Source, archive: str, name: str) -> bytes:
    """Return the bytes of an archive's member. Raises Refused."""
    for member in archives.listed(source, archive, report=lambda name, problem: None):
        if member.name == name:
            return archives.content(member.open, MOST)
    raise Refused(f"{shown(name)} is no longer in {shown(archive)}")
