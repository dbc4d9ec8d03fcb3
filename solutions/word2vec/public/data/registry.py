"""The files of registry.toml: what they are, where they belong, and whether what lies there is whole."""

import functools
import hashlib
import os
import pathlib
import tomllib
from dataclasses import dataclass

import autograder


class DataError(Exception):
    """Data cannot be had; the text is for the person who asked. `reason` says why in a few words."""

    def __init__(self, text, reason=""):
        super().__init__(text)
        self.reason = reason or text


@dataclass(frozen=True)
class Item:
    name: str
    title: str
    file: str
    bytes: int
    sha256: str
    licence: str
    citation: str
    url: str = ""  # it comes from there, or else out of a package:
    archive: str = ""  # another item, a zip
    package: str = ""
    package_sha256: str = ""
    inside: tuple = ()


@functools.cache
def datasets():
    """All items by name."""
    text = pathlib.Path(__file__).with_name("registry.toml").read_text("utf-8")
    return {name: Item(name, **entry) for name, entry in tomllib.loads(text).items()}


def find(name):
    """The item of this name; raises DataError, which names those there are."""
    if name not in datasets():
        raise DataError(f"there is no data set {name!r}; there are {', '.join(datasets())}")
    return datasets()[name]


def cache_folder():
    """`datasets/downloads` of the checkout that the course, or else the engine, is in; else the user's cache."""
    for file in (__file__, autograder.__file__):
        if checkout := checkout_of(pathlib.Path(file)):
            return checkout / "datasets" / "downloads"
    import pooch

    return pathlib.Path(pooch.os_cache("w2v-course"))


def checkout_of(file):
    """The nearest folder above a file that has this registry in its `datasets` and can be written to, or None."""
    above = file.resolve().parents
    return next((f for f in above if (f / "datasets" / "registry.toml").is_file() and os.access(f, os.W_OK)), None)


def places(item):
    """Where the file may lie already: in the cache, and where W2V_DATA points to."""
    found = [cache_folder() / item.file]
    if given := os.environ.get("W2V_DATA"):
        given = pathlib.Path(given).expanduser()
        folder = given.parent if given.is_file() else given
        found += [folder / item.file, *([folder / item.inside[0]] if item.archive else [])]
    return found


def fault(path, item):
    """What keeps the file at `path` from being `item`, said of it; empty if it is whole."""
    try:
        if not path.is_file():
            return "is not there"
        if (size := path.stat().st_size) != item.bytes:
            return f"has {size:,} bytes in place of {item.bytes:,}"
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        return f"cannot be read ({problem.strerror})"
    return "" if digest == item.sha256 else f"has other content (its sha256 begins with {digest[:12]})"


def where(name):
    """The path at which this item lies whole, or None; downloads nothing."""
    return next((path for path in places(find(name)) if not fault(path, find(name))), None)


@dataclass(frozen=True)
class Finding:
    name: str
    state: str  # "whole", "damaged" or "missing"
    message: str


def verify(names=None):
    """What can be said of every copy of these items (all, if none is named): a list of findings."""
    findings = []
    for item in map(find, names or datasets()):
        here = [path for path in places(item) if path.exists()]
        if not here:
            findings.append(Finding(item.name, "missing", f"{item.name} is not here: `w2v data fetch {item.name}`"))
        for path in here:
            problem = fault(path, item)
            cure = f": remove it, then run `w2v data fetch {item.name}`"
            message = f"{path} {problem}{cure}" if problem else f"{path} is whole"
            findings.append(Finding(item.name, "damaged" if problem else "whole", message))
    return findings
