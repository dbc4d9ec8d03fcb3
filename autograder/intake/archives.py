"""Archives whose contents are what they claim to be."""

import contextlib
import gzip
import io
import pathlib
import re
import stat
import tarfile
import zipfile

from .limits import LARGEST, Refused, bounded, few, proper, shown, skipped

ARCHIVES = (".zip", ".tar", ".tgz", ".gz")


def unpacked(path, left=LARGEST):
    """{name: bytes} of a .zip or .tar.* whose contents are what they claim to be, `left` bytes at most. Raises Refused."""
    files = {}
    for name, open_member in members(path):
        files[name] = content(open_member, left)
        left -= len(files[name])
        few(files)
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
            return bounded(file, limit)


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
            if not any(map(skipped, name.split("/"))):
                yield name, open_member


def _member(raw, regular, seen):
    name = proper(re.sub(r"^(\./)+", "", raw.replace("\\", "/")))
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
        return _Tar(fileobj=io.BytesIO(bounded(gzip.GzipFile(fileobj=file) if packed else file, 2 * LARGEST)))


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
