"""A submission is bytes until proven otherwise: what is read, how much of it, and what is refused."""

import codecs
import contextlib
import errno
import fnmatch
import gzip
import hashlib
import io
import os
import pathlib
import re
import stat
import tarfile
import tokenize
import unicodedata
import zipfile
from dataclasses import dataclass

from .grade import STUDENT_FILES

LARGEST, MOST_FILES, DEEPEST = 20 * 2**20, 200, 8  # bytes in all, files, folders inside each other
SKIPPED = ("__pycache__", "__MACOSX", "venv", "checkpoints", ".*")  # patterns of names, as nbgrader's `ignore` reads them
ARCHIVES = (".zip", ".tar", ".tgz", ".gz")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf")
REFUSED = ".refused"  # stands for what a collected download held and nobody should open; it says why
LIBRARY = "w2v_lib"


class Refused(Exception):
    """This submission cannot be graded as it was handed in; the text names the file and the reason."""

    def __init__(self, why):
        printable = "".join(letter if letter.isprintable() else "?" for letter in why)  # no forged lines in a terminal
        super().__init__(printable[:300])


@dataclass(frozen=True)
class Submission:
    """What somebody handed in: {name: bytes}, notebooks at the top, the library in w2v_lib/."""

    files: dict

    def notebook(self, name):
        """The bytes of a notebook; None if it was not handed in."""
        return self.files.get(f"{name}.ipynb")

    def modules(self):
        """{name below w2v_lib/: text} of all that Python could import."""
        inside = {name.removeprefix(f"{LIBRARY}/"): data for name, data in self.files.items() if name.startswith(f"{LIBRARY}/")}
        return {name: text(f"{LIBRARY}/{name}", data) for name, data in inside.items() if name.endswith(".py")}

    def digest(self):
        """Tells two hand-ins of one person apart."""
        parts = (f"{name}\0{hashlib.sha256(data).hexdigest()}" for name, data in sorted(self.files.items()))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def read(folder):
    """The submission in `folder`, packed or not, however deep it lies there. Raises Refused."""
    files = read_folder(pathlib.Path(folder))
    for name, data in files.items():
        if name.endswith(REFUSED):
            raise Refused(data[:1000].decode("utf-8", "replace"))
        if name.startswith("timestamp.txt/"):
            raise Refused("timestamp.txt is a folder")
    for name in [name for name in files if name.lower().endswith(ARCHIVES)]:
        for inner, data in unpacked(pathlib.Path(folder) / name, LARGEST - sum(map(len, files.values()))).items():
            if files.setdefault(inner, data) != data:
                raise Refused(f"{inner} is in {name} and beside it, and they differ")
        _few(files)
    return Submission(placed(files))


def placed(files):
    """The files with notebooks at the top and the library in w2v_lib/, wherever they lay. Raises Refused."""
    notebooks = [name for name in files if name.endswith(".ipynb") and LIBRARY not in name.split("/")]
    homes = {name[: name.index(f"{LIBRARY}/") + len(LIBRARY)] for name in files if f"/{LIBRARY}/" in f"/{name}"}
    homes = homes or {str(pathlib.PurePosixPath(name).parent) for name in files if name.split("/")[-1] in STUDENT_FILES}
    if not notebooks and not homes:
        raise Refused("there is neither a notebook nor a folder w2v_lib in it")
    found = {name: files[name] for name in files if name == "timestamp.txt" or name.lower().endswith(PICTURES)}
    for name in _shallowest(notebooks, lambda name: name.split("/")[-1]):
        found[name.split("/")[-1]] = files[name]
    for home in _shallowest(homes, lambda home: LIBRARY):
        prefix = "" if home == "." else f"{home}/"
        inside = {name.removeprefix(prefix): data for name, data in files.items() if name.startswith(prefix)}
        if pathlib.PurePosixPath(home).name != LIBRARY:  # the modules lay by themselves
            inside = {name: data for name, data in inside.items() if name in STUDENT_FILES}
        found |= {f"{LIBRARY}/{name}": data for name, data in inside.items()}
    return found


def _shallowest(paths, name):
    """Of paths that stand for the same thing, the one that lies highest."""
    chosen = {}
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        other = chosen.setdefault(name(path), path)
        if other != path and other.count("/") == path.count("/"):
            raise Refused(f"{name(path)} is there twice, as {shown(other)} and as {shown(path)}")
    return chosen.values()


def read_folder(folder):
    """{name: bytes} of all regular files in it."""
    files, left = {}, LARGEST
    waiting = [(folder, "")]
    while waiting:
        path, prefix = waiting.pop()
        for entry in _entries(path, prefix):
            if _skipped(entry.name):
                continue
            name = _proper(prefix + entry.name)
            if entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, f"{name}/"))
                continue
            files[name] = _content(entry.path, name, left)
            left -= len(files[name])
            _few(files)
    return files


def _entries(path, prefix):
    try:
        return sorted(os.scandir(path), key=lambda entry: entry.name)
    except OSError as problem:
        raise Refused(f"{prefix or path} is no folder that can be read ({problem.strerror})") from None


def _skipped(name):
    return any(fnmatch.fnmatch(name, pattern) for pattern in SKIPPED)


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
    if len(name) > 255 or any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in name):
        raise Refused(f"the file name {shown(name)} cannot be printed, or is too long")
    if len(parts) > DEEPEST:
        raise Refused(f"{shown(name)} lies more than {DEEPEST} folders deep")
    return name


def shown(name):
    return ascii(name)[:100]


# ---------------------------------------------------------------- archives


def unpacked(path, left=LARGEST):
    """{name: bytes} of a .zip or .tar.* whose contents are what they claim to be, `left` bytes at most. Raises Refused."""
    files = {}
    for name, open_member in members(path):
        files[name] = content(open_member, left)
        left -= len(files[name])
        _few(files)
    folders = {str(folder) for name in files for folder in pathlib.PurePosixPath(name).parents}
    if clash := folders & set(files):
        raise Refused(f"{shown(min(clash))} is a file and a folder in the archive")
    if not files:
        raise Refused("the archive is empty")
    return files


def content(open_member, limit=LARGEST):
    """The bytes of an archive's member. Raises Refused."""
    with _reading():
        with open_member() as file:
            return _bounded(file, limit)


def members(path, report=None):
    """(name, function that opens it) of an archive's files, one by one. Raises Refused.

    With `report`, a member that is refused is reported (its name, the reason), and the others follow.
    """
    seen = set()
    with _reading(), _opened(path) as archive:
        for raw, regular, open_member in archive.each():
            try:
                name = _member(raw, regular, seen)
            except Refused as problem:
                if report is None:
                    raise
                report(raw, problem)
                continue
            if not any(map(_skipped, name.split("/"))):
                yield name, open_member


def _member(raw, regular, seen):
    name = _proper(re.sub(r"^(\./)+", "", raw.replace("\\", "/")))
    if not regular:
        raise Refused(f"{shown(name)} in the archive is a link or no regular file")
    if name in seen:
        raise Refused(f"{shown(name)} is in the archive twice")
    seen.add(name)
    return name


@contextlib.contextmanager
def _reading():
    try:
        yield
    except (Refused, GeneratorExit):
        raise
    except Exception as problem:  # fuzzing found that the libraries raise anything at all on damaged bytes
        raise Refused(f"the archive cannot be read: {ascii(str(problem))[1:-1][:200]}") from None


def _opened(path):
    if zipfile.is_zipfile(path):
        return _Zip(path)
    with open(path, "rb") as file:  # a tar is unpacked in memory, no further than it may grow
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        return _Tar(fileobj=io.BytesIO(_bounded(gzip.GzipFile(fileobj=file) if packed else file, 2 * LARGEST)))


class _Zip(zipfile.ZipFile):
    def each(self):
        for info in self.infolist():
            if not info.is_dir():
                regular = stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)
                yield info.filename, regular, lambda info=info: self.open(info)


class _Tar(tarfile.TarFile):
    def each(self):
        for info in self:
            if not info.isdir():
                yield info.name, info.isreg(), lambda info=info: self.extractfile(info)


# ---------------------------------------------------------------- text


ENCODINGS = ("utf-8", "utf-8-sig", "ascii", "iso8859-1", "iso8859-15", "cp1252")  # some others take hours for a megabyte


def text(name, data):
    """Source code as Python would read it: UTF-8, or what its first lines declare."""
    lines = iter(data.splitlines(keepends=True))
    try:
        encoding, _ = tokenize.detect_encoding(lambda: next(lines, b""))
        if codecs.lookup(encoding).name not in ENCODINGS:
            raise LookupError(encoding)
        return data.decode(encoding)
    except (SyntaxError, LookupError, UnicodeError):
        raise Refused(f"{name} is not UTF-8 text, and Python cannot read it: save it as UTF-8") from None
