"""Reads a folder under limits, following no link and waiting for no pipe."""

import errno
import os
import pathlib
import stat
from collections.abc import Collection

from .limits import LARGEST, Refused, bounded, few, proper, skipped


def read_folder(folder: pathlib.Path, left_behind: Collection[str] = ()) -> dict[str, bytes]:
    """Return {name: bytes} of all regular files in a folder, but those that are skipped. Raises Refused."""
    files: dict[str, bytes] = {}
    left = LARGEST
    waiting = [(str(folder), "")]
    while waiting:
        path, prefix = waiting.pop()
        for entry in _entries(path, prefix):
            if skipped(entry.name, left_behind):
                continue
            name = proper(prefix + entry.name)
            if entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, f"{name}/"))
                continue
            files[name] = _content(entry.path, name, left)
            left -= len(files[name])
            few(files)
    return files


def _entries(path: str, prefix: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as problem:
        raise Refused(f"{prefix or path} is no folder that can be read ({problem.strerror})") from None


def read_modules(folder: pathlib.Path, limit: int) -> dict[str, bytes]:
    """Return {name: bytes} of a folder's *.py, of at most `limit` bytes each; nothing where it is no folder.

    Raises Refused.
    """
    if folder.is_symlink():
        raise Refused(f"{folder.name} is a link: put the files themselves there")
    if not folder.is_dir():
        return {}
    names = [entry.name for entry in _entries(str(folder), "") if entry.name.endswith(".py")]
    few(names)
    return {name: read_file(folder / name, proper(name), limit) for name in names}


def read_file(path: pathlib.Path, name: str, limit: int) -> bytes:
    """Return the bytes of a regular file; `name` stands in messages. Raises Refused."""
    data = _content(str(path), name, LARGEST)
    if len(data) > limit:
        raise Refused(f"{name} is larger than {limit // 1000} kB")
    return data


def _content(path: str, name: str, limit: int) -> bytes:
    """Return the bytes of a regular file, read without following a link or waiting for a pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as problem:
        why = "is a link" if problem.errno == errno.ELOOP else f"cannot be read ({problem.strerror})"
        raise Refused(f"{name} {why}") from None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Refused(f"{name} is not a regular file")
        return bounded(file, limit)
