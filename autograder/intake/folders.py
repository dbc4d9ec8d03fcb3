"""Reads a folder under limits, following no link and waiting for no pipe."""

import errno
import os
import stat

from .limits import LARGEST, Refused, bounded, few, proper, skipped


def read_folder(folder):
    """{name: bytes} of all regular files in it."""
    files, left = {}, LARGEST
    waiting = [(folder, "")]
    while waiting:
        path, prefix = waiting.pop()
        for entry in _entries(path, prefix):
            if skipped(entry.name):
                continue
            name = proper(prefix + entry.name)
            if entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, f"{name}/"))
                continue
            files[name] = _content(entry.path, name, left)
            left -= len(files[name])
            few(files)
    return files


def _entries(path, prefix):
    try:
        return sorted(os.scandir(path), key=lambda entry: entry.name)
    except OSError as problem:
        raise Refused(f"{prefix or path} is no folder that can be read ({problem.strerror})") from None


def _content(path, name, limit):
    """The bytes of a regular file, read without following a link or waiting for a pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as problem:
        why = "is a link" if problem.errno == errno.ELOOP else f"cannot be read ({problem.strerror})"
        raise Refused(f"{name} {why}") from None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Refused(f"{name} is not a regular file")
        return bounded(file, limit)
