"""The course's data: `locate` finds a corpus to read, `w2v data` is the command.

A file is looked for in the cache, in W2V_DATA (a folder, or the file itself), then at its source.
It is used only if its size and sha256 are those of registry.toml.
"""

import contextlib
import os
import pathlib
import sys
from dataclasses import dataclass

from . import downloads, registry
from .registry import DataError, verify, where

__all__ = ["DataError", "Located", "add_parser", "fetch", "locate", "verify", "where"]

OK, MACHINE_WRONG = 0, 3  # exit codes of `w2v`


@dataclass(frozen=True)
class Located:
    """A corpus that can be read: `corpus` is "sst", "vader" or "toy"; `note` says so in a sentence."""

    path: pathlib.Path | None  # None if there is no file to read
    corpus: str
    note: str


def locate(name="sst", allow_fallback=True, download=True):
    """Finds a corpus, downloading it if need be.

    Args:
        name: "sst", "vader" or "toy" (generated: there is no file).
        allow_fallback: where the treebank cannot be had, take the snippets of "vader"; the note says so.
        download: False looks only at what is here already.

    Raises:
        DataError: what was tried, and how to put the file there by hand.
    """
    if name == "toy":
        return Located(None, "toy", "The corpus in use is a small generated treebank, made for quick runs.")
    try:
        return Located(fetch(name, download), name, f"The corpus in use is {registry.datasets()[name].title}.")
    except DataError as problem:
        if name != "sst" or not allow_fallback:
            raise
        return _fallback(problem, download)


def _fallback(missing, download):
    """The snippets in place of the treebank, which is missing for a reason."""
    sst, vader = registry.datasets()["sst"], registry.datasets()["vader"]
    try:
        path = fetch(vader.name, download)
    except DataError as problem:
        raise DataError(f"{missing}\n\nThe corpus that could stand in for it is missing too. {problem}") from problem
    note = f"The corpus in use is {vader.title}, not {sst.title}, because {missing.reason}."
    return Located(path, vader.name, note)


def fetch(name="sst", download=True):
    """The path of the whole, verified file of this item; raises DataError if it cannot be had."""
    item = registry.find(name)
    tried = []
    for path in registry.places(item):
        problem = registry.fault(path, item)
        if not problem:
            return path
        tried.append(f"{path} {problem}{_discarded(path)}")
    try:
        if not download:
            raise DataError("nothing was to be downloaded")
        return downloads.bring(item)
    except DataError as problem:
        tried.append(str(problem))
    raise DataError(_by_hand(item, tried), reason=" and ".join(tried[1:]))  # the cache explains nothing


def _discarded(path):
    """Removes a bad file from our cache (never from anywhere else), and says so."""
    if path.parent != registry.cache_folder() or not path.is_file():
        return ""
    with contextlib.suppress(OSError):
        path.unlink()
    return "; it cannot be removed" if path.exists() else " and was removed"


def _by_hand(item, tried):
    """The whole story for the person: what was tried, and what to do."""
    if not os.environ.get("W2V_DATA"):
        tried = [*tried, "W2V_DATA, which may name a folder that has the file, is not set"]
    source = registry.find(item.archive).url if item.archive else item.url or f"the source distribution of {item.package} ({', then '.join(item.inside)})"
    save = f"and save {item.inside[0]} of it as" if item.archive else "and save it, unopened, as"
    lines = [f"The file {item.file} ({item.title}) could not be had.", *(f"  - {line}" for line in tried)]
    lines += ["To put it there by hand, get it on any machine from", f"  {source}", save]
    lines += [f"  {registry.cache_folder() / item.file}", f"It has {item.bytes:,} bytes and sha256", f"  {item.sha256}"]
    return "\n".join([*lines, f"`w2v data verify {item.name}` then tells whether it arrived whole."])


def add_parser(subparsers):
    """Registers `w2v data fetch|verify|where [NAME]`; each action sets run(args) -> exit code."""
    parser = subparsers.add_parser("data", help="get the treebank, verify it, say where it is")
    actions = parser.add_subparsers(dest="action", required=True)
    for action, main, text in [
        ("fetch", main_fetch, "get a file (without NAME: the treebank, or what can stand in for it)"),
        ("verify", main_verify, "compare what is here with the registry's checksums"),
        ("where", main_where, "say where the files are, downloading nothing"),
    ]:
        command = actions.add_parser(action, help=text, description=text)
        command.add_argument("name", nargs="?", metavar="NAME", choices=list(registry.datasets()), help=", ".join(registry.datasets()))
        command.set_defaults(run=main)


def main_fetch(args):
    try:
        print(fetch(args.name) if args.name else locate().note)
    except DataError as problem:
        print(problem, file=sys.stderr)
        return MACHINE_WRONG
    return OK


def main_verify(args):
    findings = verify([args.name] if args.name else None)
    for finding in findings:
        print(f"{finding.state:8} {finding.message}")
    states = [finding.state for finding in findings]
    return OK if "whole" in states and "damaged" not in states else MACHINE_WRONG


def main_where(args):
    if args.name:
        print(where(args.name) or f"{args.name} is not here: `w2v data fetch {args.name}`")
        return OK if where(args.name) else MACHINE_WRONG
    print(f"cache     {registry.cache_folder()}")
    print(f"W2V_DATA  {os.environ.get('W2V_DATA') or 'not set'}")
    for name in registry.datasets():
        print(f"{name:9} {where(name) or 'not here'}")
    return OK
