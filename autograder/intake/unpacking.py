"""What an archive is by its first bytes, and in plain words why one is not unpacked."""

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from .limits import Refused, shown

ARCHIVES = tuple(".zip .tar .tgz .tar.gz .tbz .tbz2 .tar.bz2 .txz .tar.xz .7z".split())
"""Endings of what is unpacked."""
OTHERS = {
    ".rar": "a RAR archive",
    ".zipx": "an archive of WinZip's own kind",
    ".zst": "packed with Zstandard",
    ".lz": "packed with lzip",
    ".lzh": "an LHA archive",
    ".arj": "an ARJ archive",
    ".ace": "an ACE archive",
    ".cab": "a cabinet of Windows",
    ".dmg": "a disk image of a Mac",
    ".iso": "a disk image",
    ".sit": "a StuffIt archive",
    ".sitx": "a StuffIt archive",
    ".alz": "an ALZip archive",
    ".egg": "an ALZip archive",
}
"""Endings of archives that nothing here can unpack, and what they are."""
ZIP, SEVEN, GZIP, BZIP, XZ, RAR, TAR = "zip", "7z", "gzip", "bzip2", "xz", "rar", "tar"
BEGINNINGS = {
    b"PK\x03\x04": ZIP,
    b"PK\x05\x06": ZIP,
    b"7z\xbc\xaf\x27\x1c": SEVEN,
    b"Rar!\x1a\x07": RAR,
    b"\x1f\x8b": GZIP,
    b"BZh": BZIP,
    b"\xfd7zXZ\x00": XZ,
}
HEAD = 512  # bytes that tell what it is
INSTEAD = "ask for a .zip"


def kind_of(head: bytes) -> str:
    """Return what an archive is, by its first bytes; "" for what is none."""
    for beginning, kind in BEGINNINGS.items():
        if head.startswith(beginning):
            return kind
    return TAR if head[257:262] == b"ustar" else ""


def is_archive(name: str) -> bool:
    """Tell whether a file of this name is unpacked, if it can be."""
    return name.lower().endswith(ARCHIVES)


def of_another_kind(name: str) -> str | None:
    """Return what a file is that is packed as nothing here can unpack it; None for all others."""
    ending = name.lower().rpartition(".")
    return OTHERS.get(f".{ending[2]}") if ending[1] else None


def not_unpacked(name: str, why: str) -> Refused:
    """Return the refusal of an archive."""
    return Refused(f"{shown(name)} cannot be unpacked: {why}")


@contextmanager
def in_plain_words(name: str) -> Iterator[None]:
    """Turn whatever a library raises at an archive into a refusal that names the file and the reason."""
    try:
        yield
    except (Refused, GeneratorExit, MemoryError):
        raise
    except Exception as problem:  # fuzzing found that the libraries raise anything at all on damaged bytes
        raise not_unpacked(name, _reason(problem)) from None


def _reason(problem: Exception) -> str:
    said = ascii(str(problem))[1:-1][:200]
    if "password" in said.lower() or type(problem).__name__ == "PasswordRequired":
        return f"it is locked with a password; {INSTEAD} without one"
    if isinstance(problem, NotImplementedError) or "Unsupported" in type(problem).__name__:
        return f"it is packed in a way that is not known here ({said}); {INSTEAD}"
    if isinstance(problem, ModuleNotFoundError):
        return f"this needs {problem.name}, which is not installed; {INSTEAD}"
    if isinstance(problem, (EOFError, zipfile.BadZipFile, lzma.LZMAError, zlib.error)):
        return f"it is cut off or damaged ({said}); ask for it again"
    return f"it is damaged ({type(problem).__name__}: {said}); ask for it again"
