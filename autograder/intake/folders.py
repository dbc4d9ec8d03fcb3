"""Reads a folder under limits, following no link and waiting for no pipe."""

import errno
import os
import pathlib
import stat
from collections.abc import Collection, Iterator
from typing import IO

from .limits import LARGEST, MOST_FILES, Refused, bounded, proper, skipped, too_many


def walk(folder: pathlib.Path, left_behind: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield (name in the folder, path) of all that is no folder, but what is skipped. Raises Refused."""
    waiting, seen = [(str(folder), "")], 0
    while waiting:
        path, prefix = waiting.pop()
        for entry in _entries(path, prefix):
            if skipped(entry.name, left_behind):
                continue
            name = proper(prefix + entry.name)
            if entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, f"{name}/"))
                continue
            seen += 1
            if seen > MOST_FILES:
                raise too_many()
            yield name, entry.path


def _entries(path: str, prefix: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as problem:
        raise Refused(f"{prefix or path} is no folder that can be read ({problem.strerror})") from None


def read_file(path: pathlib.Path, name: str, limit: int) -> bytes:
    """Return the bytes of a regular file; `name` stands in messages. Raises Refused."""
    with opened(str(path), name) as file:
        data = bounded(file, LARGEST)
    if len(data) > limit:
        raise Refused(f"{name} is larger than {limit // 1000} kB")
    return data


def opened(path: str, name: str) -> IO[bytes]:
    """Open a regular file without following a link or waiting for a pipe. Raises Refused."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as problem:
        why = "is a link" if problem.errno == errno.ELOOP else f"cannot be read ({problem.strerror})"
        raise Refused(f"{name} {why}") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Refused(f"{name} is not a regular file")
    return os.fdopen(handle, "rb")
