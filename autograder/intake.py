"""A submission is bytes until proven otherwise: what is read, how much of it, and what is refused."""

import errno
import os
import pathlib
import re
import stat
import tarfile
import tokenize
import zipfile
from dataclasses import dataclass

LARGEST, MOST_FILES, DEEPEST = 20 * 2**20, 200, 8  # bytes in all, files, folders inside each other
SKIPPED = {"__pycache__", ".ipynb_checkpoints", "__MACOSX", ".git", ".venv", "venv", "checkpoints", ".DS_Store"}
ARCHIVES = (".zip", ".tar", ".tgz", ".gz")


class Refused(Exception):
    """This submission cannot be graded as it was handed in; the text names the file and the reason."""


@dataclass(frozen=True)
class Submission:
    """What somebody handed in: {name relative to the assignment's folder: bytes}."""

    files: dict

    def notebook(self, name):
        """The bytes of a notebook; None if it was not handed in."""
        return self.files.get(f"{name}.ipynb")

    def modules(self):
        """{name below w2v_lib/: text} of all that Python could import."""
        inside = {name.removeprefix("w2v_lib/"): data for name, data in self.files.items() if name.startswith("w2v_lib/")}
        return {name: text(f"w2v_lib/{name}", data) for name, data in inside.items() if name.endswith(".py")}


def read(folder):
    """The submission in `folder`, or in the one archive that lies there instead. Raises Refused."""
    files = read_folder(pathlib.Path(folder))
    if not any(name.endswith(".ipynb") and "/" not in name or name.startswith("w2v_lib/") for name in files):
        packed = [name for name in files if name.endswith(ARCHIVES)]
        if len(packed) != 1:
            raise Refused("there is neither a notebook nor a folder w2v_lib in it")
        files = unpacked(pathlib.Path(folder) / packed[0])
    return Submission(files)


def read_folder(folder):
    """{name: bytes} of all regular files in it."""
    files, left = {}, LARGEST
    waiting = [(folder, "")]
    while waiting:
        path, prefix = waiting.pop()
        for entry in sorted(os.scandir(path), key=lambda entry: entry.name):
            if entry.name in SKIPPED:
                continue
            name = _proper(prefix + entry.name)
            if entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, f"{name}/"))
                continue
            files[name] = _content(entry.path, name, left)
            left -= len(files[name])
            _few(files)
    return files


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
        return _bounded(file, limit)


def _bounded(file, limit):
    data = file.read(limit + 1)
    if len(data) > limit:
        raise Refused(f"it holds more than {LARGEST // 2**20} MB")
    return data


def _few(files):
    if len(files) > MOST_FILES:
        raise Refused(f"it holds more than {MOST_FILES} files")


def _proper(name):
    """The name, if nobody is deceived by it."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        raise Refused(f"{shown(name)} points out of its folder")
    if not name.isprintable() or len(name) > 255:  # lone surrogates (no UTF-8) are not printable either
        raise Refused(f"the file name {shown(name)} cannot be printed, or is too long")
    if len(parts) > DEEPEST:
        raise Refused(f"{shown(name)} lies more than {DEEPEST} folders deep")
    return name


def shown(name):
    return ascii(name)[:100]


# ---------------------------------------------------------------- archives


def unpacked(path, limit=LARGEST):
    """{name: bytes} of a .zip or .tar.* whose contents are what they claim to be. Raises Refused."""
    files = {}
    for name, data in members(path, limit):
        files[name] = data
        limit -= len(data)
        _few(files)
    if not files:
        raise Refused("the archive is empty")
    return files


def members(path, limit=LARGEST):
    """(name, bytes) of an archive's files, one by one, each of at most `limit` bytes."""
    try:
        with _opened(path) as archive:
            seen = set()
            for name, open_member in archive.each():
                name = _proper(re.sub(r"^(\./)+", "", name.replace("\\", "/")))
                if SKIPPED & set(name.split("/")):
                    continue
                if name in seen:
                    raise Refused(f"{shown(name)} is in the archive twice")
                seen.add(name)
                with open_member() as file:
                    yield name, _bounded(file, limit)
    except Refused:
        raise
    except Exception as problem:  # fuzzing found the libraries raise anything at all on damaged bytes, IndexError too
        raise Refused(f"the archive cannot be read: {ascii(str(problem))[1:-1][:200]}") from None


def _opened(path):
    return _Zip(path) if zipfile.is_zipfile(path) else _Tar.open(path)


class _Zip(zipfile.ZipFile):
    def each(self):
        for info in self.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.is_dir():
                continue
            if kind not in (0, stat.S_IFREG):
                raise Refused(f"{shown(info.filename)} in the archive is a link or no regular file")
            yield info.filename, lambda info=info: self.open(info)


class _Tar(tarfile.TarFile):
    def each(self):
        for info in self:
            if info.isdir():
                continue
            if not info.isreg():
                raise Refused(f"{shown(info.name)} in the archive is a link or no regular file")
            yield info.name, lambda info=info: self.extractfile(info)


# ---------------------------------------------------------------- text


def text(name, data):
    """Source code as Python would read it: UTF-8, or what its first lines declare."""
    lines = iter(data.splitlines(keepends=True))
    try:
        encoding, _ = tokenize.detect_encoding(lambda: next(lines, b""))
        return data.decode(encoding)
    except (SyntaxError, LookupError, UnicodeError):
        raise Refused(f"{name} is not UTF-8 text, and Python cannot read it: save it as UTF-8") from None
