"""Takes a submission in: what it holds, wherever it is in what was handed in."""

import hashlib
import pathlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from .archives import ARCHIVES, unpacked
from .decoding import decoded
from .folders import read_folder
from .limits import LARGEST, Refused, distinct, few, shown

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf")
WORK = ".heic .heif .tif .tiff .bmp .doc .docx .odt .rtf .pages .tex".split()
"""Endings of files in which somebody may have given an answer, and which nobody reads here."""
REFUSED = ".refused"  # stands for what a collected download held and nobody should open; it says why


@dataclass(frozen=True)
class Submission:
    """What somebody handed in: {name: bytes}, notebooks at the top, the library in a folder of its name."""

    files: dict[str, bytes]
    library: str
    left: tuple[str, ...] = ()
    """Names of what was handed in and is not read."""

    def notebook(self, name: str) -> bytes | None:
        """Return the bytes of a notebook; None if it was not handed in."""
        return self.files.get(f"{name}.ipynb")

    def modules(self) -> dict[str, str]:
        """Return {name below the library: text} of all that Python could import. Raises Refused."""
        folder = f"{self.library}/"
        sources = [name for name in self.files if name.startswith(folder) and name.endswith(".py")]
        return {name.removeprefix(folder): decoded(name, self.files[name]) for name in sources}

    def digest(self) -> str:
        """Return a hash that tells two hand-ins of one person apart."""
        parts = (f"{name}\0{hashlib.sha256(data).hexdigest()}" for name, data in sorted(self.files.items()))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def read(
    folder: pathlib.Path | str,
    library: str,
    student_files: Collection[str],
    left_behind: Collection[str] = (),
) -> Submission:
    """Return the submission in `folder`, packed or not, however deep it is there. Raises Refused.

    Args:
        folder: where it was put.
        library: the name of the package that students fill in.
        student_files: its files in which they write.
        left_behind: names of what programs leave in a student's folder, which are not read.
    """
    files = read_folder(pathlib.Path(folder), left_behind)
    for name, data in files.items():
        if name.endswith(REFUSED):
            raise Refused(data[:1000].decode("utf-8", "replace"))
        if name.startswith("timestamp.txt/"):
            raise Refused("timestamp.txt is a folder")
    for name in [name for name in files if name.lower().endswith(ARCHIVES)]:
        left = LARGEST - sum(map(len, files.values()))
        for inner, data in unpacked(pathlib.Path(folder) / name, left, left_behind).items():
            if files.setdefault(inner, data) != data:
                raise Refused(f"{inner} is in {name} and beside it, and they differ")
        few(files)
    kept = placed(files, library, student_files)
    distinct(kept)
    unread = tuple(name for name in files if not is_read(name, kept, library))
    return Submission(kept, library, unread)


def is_read(name: str, kept: Mapping[str, bytes], library: str) -> bool:
    """Tell whether a file is among those that are kept, perhaps elsewhere; or only stands beside the work."""
    last = name.rsplit("/", 1)[-1]
    return last in kept or f"{library}/{last}" in kept or not last.lower().endswith(tuple(WORK))


def placed(files: dict[str, bytes], library: str, student_files: Collection[str]) -> dict[str, bytes]:
    """Return the files with notebooks at the top and the library in its folder. Raises Refused."""
    notebooks = [name for name in files if name.endswith(".ipynb") and library not in name.split("/")]
    homes = _homes(files, library, student_files)
    if not notebooks and not homes:
        raise Refused(f"there is neither a notebook nor a folder {library} in it")
    kept = [name for name in files if name == "timestamp.txt" or name.lower().endswith(PICTURES)]
    found = {name: files[name] for name in kept}
    for name in _shallowest(notebooks, lambda name: name.split("/")[-1]):
        found[name.split("/")[-1]] = files[name]
    for home in _shallowest(homes, lambda home: library):
        prefix = "" if home == "." else f"{home}/"
        inside = {name.removeprefix(prefix): data for name, data in files.items() if name.startswith(prefix)}
        if pathlib.PurePosixPath(home).name != library:  # the modules were by themselves
            inside = {name: data for name, data in inside.items() if name in student_files}
        found |= {f"{library}/{name}": data for name, data in inside.items()}
    return found


def _homes(files: Iterable[str], library: str, student_files: Collection[str]) -> set[str]:
    """Return the folders that may be the library: those of its name, or else those of a student's modules."""
    named = set()
    for name in files:
        start = f"/{name}".find(f"/{library}/")
        if start >= 0:
            named.add(name[: start + len(library)])
    modules = (pathlib.PurePosixPath(name) for name in files)
    return named or {str(module.parent) for module in modules if module.name in student_files}


def _shallowest(paths: Iterable[str], name: Callable[[str], str]) -> Iterable[str]:
    """Return, of paths that stand for the same thing, the highest one. Raises Refused if there are two."""
    chosen: dict[str, str] = {}
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        other = chosen.setdefault(name(path), path)
        if other != path and other.count("/") == path.count("/"):
            raise Refused(f"{name(path)} is there twice, as {shown(other)} and as {shown(path)}")
    return chosen.values()
