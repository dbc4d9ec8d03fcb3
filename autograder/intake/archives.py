"""Reads archives whose contents are what they claim to be."""

import bz2
import gzip
import lzma
import pathlib
import re
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import IO, Any

from . import unpacking
from .formats import Bounded, Member, Opener, Tar, Zip
from .limits import LARGEST, Refused, bounded, proper, shown, skipped
from .seven import Seven

Source = pathlib.Path | IO[bytes]
STREAMS: dict[str, Callable[..., Any]] = {
    unpacking.GZIP: lambda file: gzip.GzipFile(fileobj=file),
    unpacking.BZIP: bz2.BZ2File,
    unpacking.XZ: lzma.LZMAFile,
}


def content(open_member: Opener, limit: int = LARGEST) -> bytes:
    """Return the bytes of an archive's member. Raises Refused."""
    with unpacking.in_plain_words("the archive"), open_member() as file:
        return bounded(file, limit)


def members(
    path: pathlib.Path, report: Callable[[str, Refused], None] | None = None
) -> Iterator[tuple[str, Opener]]:
    """Yield (name, function that opens it) of an archive's files. Raises Refused.

    With `report`, a member that is refused is reported (its name, the reason), and the others follow.
    """
    for member in listed(path, path.name, report):
        yield member.name, member.open


def listed(
    source: Source,
    name: str,
    report: Callable[[str, Refused], None] | None = None,
    left_behind: Collection[str] = (),
) -> Iterator[Member]:
    """Yield an archive's files, as `members` does; `name` stands in messages."""
    with unpacking.in_plain_words(name), _opened(source, name) as archive:
        yield from checked(archive, report, left_behind)


def checked(
    archive: Zip | Tar | Seven,
    report: Callable[[str, Refused], None] | None = None,
    left_behind: Collection[str] = (),
) -> Iterator[Member]:
    """Yield an open archive's files, as `members` does."""
    seen: set[str] = set()
    for member in archive.each():
        try:
            proper_one = member._replace(name=_checked(member, seen))
        except Refused as problem:
            if report is None:
                raise
            report(member.name, problem)
            continue
        if not any(skipped(part, left_behind) for part in proper_one.name.split("/")):
            yield proper_one


def _checked(member: Member, seen: set[str]) -> str:
    """Return a member's name as a path; add it to those `seen`. Raises Refused."""
    name = proper(re.sub(r"^(\./)+", "", member.name.replace("\\", "/")))
    if not member.regular:
        raise Refused(f"{shown(name)} in the archive is a link or no regular file")
    if name in seen:
        raise Refused(f"{shown(name)} is in the archive twice")
    seen.add(name)
    return name


@contextmanager
def _opened(source: Source, name: str) -> Iterator[Zip | Tar | Seven]:
    """Open an archive as what its bytes say that it is, whatever its name says. Raises Refused."""
    with source.open("rb") if isinstance(source, pathlib.Path) else source as file:
        kind = unpacking.kind_of(file.read(unpacking.HEAD))
        file.seek(0)
        if kind == unpacking.RAR:
            raise unpacking.not_unpacked(name, f"it is a RAR archive; {unpacking.INSTEAD}")
        if kind == unpacking.SEVEN:
            yield Seven(file)
        elif kind == unpacking.ZIP or zipfile.is_zipfile(file):
            with Zip(file) as archive:
                yield archive
        elif kind:
            file.seek(0)  # is_zipfile went elsewhere
            stream = STREAMS[kind](file) if kind in STREAMS else file
            with Tar(fileobj=Bounded(stream)) as tar:
                yield tar
        else:
            raise unpacking.not_unpacked(name, "it is no archive, whatever its name says; ask for it again")
