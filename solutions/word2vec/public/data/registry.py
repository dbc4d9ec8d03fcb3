"""The data sets of registry.toml: what they are, where they belong, and whether a copy is whole.

pooch's own registry knows names and checksums. This one also knows sizes, licences and what archive a file is
in, and a second folder, W2V_DATA, is read in place: pooch would replace a damaged file there.
"""

import functools
import hashlib
import os
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import autograder


class DataError(Exception):
    """Data cannot be found; the text is for the person who asked. `reason` says why in a few words."""

    def __init__(self, text: str, reason: str = "") -> None:
        super().__init__(text)
        self.reason = reason or text


@dataclass(frozen=True)
class Dataset:
    """One entry of registry.toml.

    It comes from `url`, or out of another data set (`archive`), or out of the archive in a Python `package`;
    `inside` has its path in the archive, in a package after that of the archive.
    """

    name: str
    title: str
    file: str
    bytes: int
    sha256: str
    licence: str
    citation: str
    url: str = ""
    archive: str = ""
    package: str = ""
    package_sha256: str = ""
    inside: Sequence[str] = ()

    @property
    def source(self) -> str:
        """The name or the address of where it comes from."""
        return self.url or self.archive or self.package


@functools.cache
def datasets() -> dict[str, Dataset]:
    """Return all data sets by name."""
    text = Path(__file__).with_name("registry.toml").read_text("utf-8")
    return {name: Dataset(name, **entry) for name, entry in tomllib.loads(text).items()}


def find(name: str) -> Dataset:
    """Return the data set of this name. Raises DataError, which names those there are."""
    if name not in datasets():
        raise DataError(f"there is no data set {name!r}; there are {', '.join(datasets())}")
    return datasets()[name]


def cache_folder() -> Path:
    """Return the checkout's `datasets/downloads`, else the user's cache.

    The checkout is the one that the course is in, or else the engine: a classroom may be anywhere.
    """
    for file in (__file__, autograder.__file__):
        if checkout := checkout_of(Path(file)):
            return checkout / "datasets" / "downloads"
    # not at the top: it takes longer than all that is done without it
    from .without_widgets import pooch  # noqa: PLC0415

    return Path(pooch.os_cache("w2v-course"))


def checkout_of(file: Path) -> Path | None:
    """Return the nearest folder above a file that is a checkout and can be written to, or None."""
    for folder in file.resolve().parents:
        if (folder / "datasets" / "registry.toml").is_file() and os.access(folder, os.W_OK):
            return folder
    return None


def places(dataset: Dataset) -> list[Path]:
    """Return the paths at which the file may be: in the cache, and where W2V_DATA points."""
    found = [cache_folder() / dataset.file]
    if named := os.environ.get("W2V_DATA"):
        given = Path(named).expanduser()
        folder = given.parent if given.is_file() else given
        found.append(folder / dataset.file)
        if dataset.archive:  # somebody may have unpacked it
            found.append(folder / dataset.inside[0])
    return found


def fault(path: Path, dataset: Dataset) -> str:
    """Say what keeps the file at `path` from being this data set; empty if it is whole."""
    try:
        if not path.is_file():
            return "is not there"
        size = path.stat().st_size
        if size != dataset.bytes:
            return f"has {size:,} bytes in place of {dataset.bytes:,}"
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        return f"cannot be read ({problem.strerror})"
    return "" if digest == dataset.sha256 else f"has other content (its sha256 begins with {digest[:12]})"


def where(name: str) -> Path | None:
    """Return the path at which this data set is whole, or None; download nothing."""
    dataset = find(name)
    return next((path for path in places(dataset) if not fault(path, dataset)), None)


@dataclass(frozen=True)
class Copy:
    """What was found of one copy of a data set: `state` is "whole", "damaged" or "missing"."""

    name: str
    state: str
    message: str


def verify(names: Iterable[str] | None = None) -> list[Copy]:
    """Compare every copy of these data sets (all, if none is named) with the registry."""
    copies = []
    for dataset in map(find, names or datasets()):
        here = [path for path in places(dataset) if path.exists()]
        if not here:
            message = f"{dataset.name} is not here: `w2v data fetch {dataset.name}`"
            copies.append(Copy(dataset.name, "missing", message))
        copies += [_compared(path, dataset) for path in here]
    return copies


def _compared(path: Path, dataset: Dataset) -> Copy:
    problem = fault(path, dataset)
    if not problem:
        return Copy(dataset.name, "whole", f"{path} is whole")
    message = f"{path} {problem}: remove it, then run `w2v data fetch {dataset.name}`"
    return Copy(dataset.name, "damaged", message)
