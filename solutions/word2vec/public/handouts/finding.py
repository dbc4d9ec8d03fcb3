"""Find the files of a drawer that may hold graded functions, in folders, archives and notebooks."""

import ast
import functools
import json
import pathlib
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from autograder.intake import ARCHIVES, Refused, content, members, read_file, skipped

from .contract import ASKED, FILES
from .conversion import Source, Unreadable, decoded, source
from .starters import is_unwritten

LARGEST = 200_000  # bytes of a file of Python
LARGEST_NOTEBOOK = 5_000_000
MOST_FOLDERS, MOST_FILES = 2_000, 2_000  # in which one looks, and that one opens

DEFINES = r"^[ \t]*(?:def[ \t]+{0}\b|{0}[ \t]*=[ \t]*lambda\b)"
Reader = Callable[[], bytes]


@dataclass
class File:
    """One file that may hold graded functions: `source` is None where it cannot be read (`why`)."""

    name: str  # its path in the drawer
    source: Source | None
    why: str = ""
    functions: dict[str, bool] = field(default_factory=dict)  # {graded function: whether it is written}
    text: str = ""  # as it stands there

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.name)

    @property
    def module(self) -> str:
        return re.sub(r"\W", "_", posixpath.basename(self.name).rsplit(".", 1)[0])


def readers_of(path: pathlib.Path) -> tuple[dict[str, Reader], str | None]:
    """Return {name: function that reads it} of what is at hand, and the one that alone is graded, if any."""
    if path.is_dir():
        return _of_a_folder(path), None
    if path.name.endswith(ARCHIVES):
        return _of_an_archive(path), None
    beside = _of_a_folder(path.parent, deep=False)
    return beside | {path.name: lambda: read_file(path, path.name, LARGEST_NOTEBOOK)}, path.name


def _of_a_folder(folder: pathlib.Path, deep: bool = True) -> dict[str, Reader]:
    found: dict[str, Reader] = {}
    waiting, looked_at = [(folder, "")], 0
    while waiting and looked_at < MOST_FOLDERS:
        here, prefix = waiting.pop(0)
        looked_at += 1
        try:
            entries = sorted(here.iterdir())
        except OSError:
            continue
        for entry in entries:
            name = prefix + entry.name
            if skipped(entry.name, ()) or "site-packages" in name:
                continue
            if entry.is_dir() and not entry.is_symlink():
                if deep or entry.name == "utils":
                    waiting.append((entry, f"{name}/"))
            elif entry.is_dir():
                found[name] = functools.partial(_link, name)
            else:
                found[name] = functools.partial(read_file, entry, name, LARGEST_NOTEBOOK)
    if not any(name.endswith((".py", ".ipynb")) for name in found):
        for name in [name for name in found if name.endswith(ARCHIVES)]:
            found |= {f"{name}/{inner}": opener for inner, opener in _of_an_archive(folder / name).items()}
    return found


def is_link(reader: Reader) -> bool:
    """Tell whether this is no file but a link, which is refused."""
    return isinstance(reader, functools.partial) and reader.func is _link


def _link(name: str) -> bytes:
    raise Refused(f"{name} is a link, and links are not followed")


def _of_an_archive(path: pathlib.Path) -> dict[str, Reader]:
    """Return the readers of an archive's files; members that are no files are left out."""
    packed = members(path, report=lambda name, problem: None)
    files = {}
    for name, opener in packed:
        if name.endswith((".py", ".ipynb")) and len(files) < MOST_FILES:
            data = content(opener)
            files[name] = lambda data=data: data  # type: ignore[misc]
    return files


def text_of(name: str, reader: Reader) -> str:
    """Return the text of a file, or of a notebook's cells. Raises Refused."""
    data = reader()
    if name.endswith(".ipynb"):
        return _cells(data)
    if len(data) > LARGEST:
        raise Refused(f"{name} is larger than {LARGEST // 1000} kB")
    return decoded(data)


def opened(name: str, reader: Reader, unread: dict[str, str]) -> File | None:
    """Return a file if it holds graded functions, as far as its text tells; note why it cannot be read."""
    try:
        text = text_of(name, reader)
    except Refused as problem:
        if posixpath.basename(name) in FILES or name.endswith(".ipynb"):
            unread[name] = f"{name}: {problem}" if name.endswith(".ipynb") else str(problem)
        return None
    if not any(re.search(DEFINES.format(function), text, re.MULTILINE) for function in ASKED):
        if posixpath.basename(name) in FILES:
            try:
                source(name, text)
            except Unreadable as problem:
                unread[name] = str(problem)
        return None
    try:
        made = source(name, text)
    except Unreadable as problem:
        named = re.findall(r"^def[ \t]+(\w+)", text, re.MULTILINE)
        return File(name, None, str(problem), {function: True for function in named if function in ASKED})
    tree, lines = ast.parse(made.text), made.text.split("\n")
    functions = {
        node.name: not is_unwritten(node, lines)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name in ASKED
    }
    functions |= {name: True for node in tree.body for name in _assigned(node) if name in ASKED}
    return File(name, made, functions=functions, text=text)


def _assigned(node: ast.stmt) -> list[str]:
    """Return the names that an assignment gives to a function, as in sigmoid = lambda x: …."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Lambda):
        return []
    return [target.id for target in node.targets if isinstance(target, ast.Name)]


def _cells(data: bytes) -> str:
    """Return the cells of a notebook with code, one below the other, without what only a notebook reads."""
    try:
        cells = json.loads(data)["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refused("it is no notebook that can be read") from None
    return "\n\n".join(text for text in map(_without_magic, texts) if _is_python(text))


def _without_magic(text: str) -> str:
    return re.sub(r"^[ \t]*[%!?].*$|^.*\?$", "pass", text, flags=re.MULTILINE)


def _is_python(text: str) -> bool:
    """Tell whether a cell can be read, in either Python; one that cannot must not hide the others."""
    try:
        source("", text)
    except Unreadable:
        return False
    return True
