"""Read what lies in a drawer: the files that hold graded functions, and what these import. Nothing else."""

import ast
import dataclasses
import json
import pathlib
import posixpath
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from autograder.intake import ARCHIVES, Refused, content, members, read_file, shown, skipped

from .contract import ASKED, FILES
from .conversion import Source, Unreadable, decoded, source
from .starters import is_unwritten

LARGEST = 200_000  # bytes of a file of Python
LARGEST_NOTEBOOK = 5_000_000
MOST_FOLDERS, MOST_FILES = 2_000, 2_000  # in which one looks, and that one opens
AT_HAND = frozenset(sys.stdlib_module_names) | {"numpy"}
OURS = ("softmax", "sigmoid", "sigmoid_grad", "normalizeRows")
"""What stands in where a file that it is imported from is not here."""
NOTHING = (
    "{} holds none of the handouts' files: no file of Python, notebook or archive in it defines a function "
    "that they ask for (softmax, sigmoid, skipgram, sgd, …)"
)
NUMBER = "{} defines {} as well; {} was graded, which has more of it."


@dataclass
class Drawer:
    """What is graded.

    files: {module: text in Python 3}. names: {module: its file}. homes: {graded function: module}.
    unwritten: functions that stand there as the starter had them. broken: {module: why it cannot be read}.
    floors: modules that divide whole numbers as Python 2 did. notes: what whoever reads the verdicts should
    know. texts: {function: its own text and what stands before it}.
    """

    files: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    unwritten: list[str] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)
    floors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)


Reader = Callable[[], bytes]


@dataclass
class File:
    """One file that may hold graded functions: `source` is None where it cannot be read (`why`)."""

    name: str  # its path in the drawer
    source: Source | None
    why: str = ""
    functions: dict[str, bool] = field(default_factory=dict)  # {graded function: whether it is written}

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.name)

    @property
    def module(self) -> str:
        return re.sub(r"\W", "_", posixpath.basename(self.name).rsplit(".", 1)[0])


def read(path: str) -> dict[str, object]:
    """Return the Drawer of a folder, a file or an archive, as data (limited). Raises Refused."""
    return dataclasses.asdict(_drawer(pathlib.Path(path)))


def _drawer(path: pathlib.Path) -> Drawer:
    readers, alone = _readers(path)
    unread: dict[str, str] = {}
    opened = {}
    for name in sorted(readers, key=lambda name: (name.count("/"), name)):
        if name.endswith((".py", ".ipynb")) and (alone is None or name == alone):
            if (file := _file(name, readers[name], unread)) is not None:
                opened[name] = file
    homes = [file for file in opened.values() if file.functions]
    if not homes:
        reasons = "; ".join([*unread.values()][:3])
        raise Refused(NOTHING.format(path.name) + (f". Not read: {reasons}" if reasons else ""))
    return _gathered(homes, opened, readers, unread)


def _readers(path: pathlib.Path) -> tuple[dict[str, Reader], str | None]:
    """Return {name: function that reads it} of all files at hand, and which one alone is graded, if it is one."""
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
            else:
                found[name] = lambda entry=entry, name=name: read_file(entry, name, LARGEST_NOTEBOOK)  # type: ignore[misc]
    if not any(name.endswith((".py", ".ipynb")) for name in found):
        for name in [name for name in found if name.endswith(ARCHIVES)]:
            found |= {f"{name}/{inner}": opener for inner, opener in _of_an_archive(folder / name).items()}
    return found


def _of_an_archive(path: pathlib.Path) -> dict[str, Reader]:
    """Return the readers of an archive's files; members that are no files are left out."""
    packed = members(path, report=lambda name, problem: None)
    files = {}
    for name, opener in packed:
        if name.endswith((".py", ".ipynb")) and len(files) < MOST_FILES:
            data = content(opener)
            files[name] = lambda data=data: data  # type: ignore[misc]
    return files


def _file(name: str, reader: Reader, unread: dict[str, str]) -> File | None:
    """Return a file if it holds graded functions, as far as its text tells; note why it cannot be read."""
    try:
        data = reader()
        if len(data) > LARGEST and name.endswith(".py"):
            raise Refused(f"{name} is larger than {LARGEST // 1000} kB")
        text = _cells(data) if name.endswith(".ipynb") else decoded(data)
    except Refused as problem:
        if posixpath.basename(name) in FILES:
            unread[name] = str(problem)
        return None
    if not any(re.search(rf"^[ \t]*def[ \t]+{function}\b", text, re.MULTILINE) for function in ASKED):
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
    return File(name, made, functions=functions)


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


def _gathered(
    homes: list[File], opened: Mapping[str, File], readers: Mapping[str, Reader], unread: Mapping[str, str]
) -> Drawer:
    """Return the drawer of the folder that has most of a handout."""
    folder = max(dict.fromkeys(file.folder for file in homes), key=lambda folder: _worth(folder, homes))
    drawer = Drawer()
    here = sorted((file for file in homes if file.folder == folder), key=_rank)
    for file in here:
        taken = [function for function in file.functions if function not in drawer.homes]
        _add(drawer, file, taken)
    elsewhere = sorted({file.name for file in homes if file.folder != folder})
    if elsewhere:
        first = f"{elsewhere[0]}{' and others' if len(elsewhere) > 1 else ''}"
        drawer.notes.append(NUMBER.format(first, "functions of a handout", folder or "the folder itself"))
    for file in here:
        twice = [function for function in file.functions if drawer.homes.get(function) != file.module]
        if twice:
            graded = drawer.names[drawer.homes[twice[0]]]
            drawer.notes.append(f"{file.name} defines {', '.join(twice)} as well; {graded} was graded.")
    _follow(drawer, folder, opened, readers)
    drawer.notes += [f"{reason}." for reason in unread.values()]
    converted = sorted(file.name for file in here if file.source and file.source.python_2)
    if converted:
        drawer.notes.insert(0, f"Converted from Python 2: {', '.join(converted)}.")
    return drawer


def _worth(folder: str, homes: list[File]) -> tuple[int, int, int]:
    """Return how much of a handout a folder has: functions that are written, functions, and how near it is."""
    files = [file for file in homes if file.folder == folder]
    written = {name for file in files for name, done in file.functions.items() if done}
    every = {name for file in files for name in file.functions}
    return len(written), len(every), -folder.count("/")


def _rank(file: File) -> tuple[bool, int, str]:
    """Order the files of a folder: those that can be read and are written, under the handout's names, first."""
    known = posixpath.basename(file.name) in FILES
    return file.source is None, -sum(file.functions.values()) - known, file.name


def _add(drawer: Drawer, file: File, functions: list[str]) -> None:
    """Add a file as the home of these functions."""
    if file.module in drawer.names and drawer.names[file.module] != file.name:
        return
    drawer.names[file.module] = file.name
    drawer.homes |= dict.fromkeys(functions, file.module)
    drawer.unwritten += [function for function in functions if not file.functions[function]]
    if file.source is None:
        drawer.broken[file.module] = file.why
        return
    drawer.files[file.module] = file.source.text
    if file.source.floors:
        drawer.floors.append(file.module)
    for node in ast.parse(file.source.text).body:
        if isinstance(node, ast.FunctionDef) and node.name in functions:
            drawer.texts[node.name] = ast.get_source_segment(file.source.text, node) or ""


def _follow(drawer: Drawer, folder: str, opened: Mapping[str, File], readers: Mapping[str, Reader]) -> None:
    """Add what the graded files import, as far as it is there; note what ours stand in for."""
    waiting = list(drawer.files)
    while waiting:
        module = waiting.pop()
        for wanted, names in _imports(drawer.files[module]):
            if wanted in drawer.files or wanted.split(".")[0] in AT_HAND:
                continue
            if wanted in drawer.broken:
                continue
            base = posixpath.join(folder, *wanted.split("."))
            path = next((path for path in (f"{base}.py", f"{base}/__init__.py") if path in readers), None)
            if path is not None and _adds(drawer, wanted, path, readers[path]):
                waiting.append(wanted)
                continue
            lent = [name for name in names if name in OURS]
            if lent and path is None:
                said = f"{wanted.replace('.', '/')}.py is not here: {' and '.join(lent)} of ours stand in."
                if said not in drawer.notes:
                    drawer.notes.append(
                        said.replace("ours stand in", "ours stands in") if len(lent) == 1 else said
                    )


def _adds(drawer: Drawer, module: str, name: str, reader: Reader) -> bool:
    """Add an imported file; note why it cannot be read, and tell whether it was."""
    try:
        data = reader()
        if len(data) > LARGEST:
            raise Refused(f"{name} is larger than {LARGEST // 1000} kB")
        made = source(name, decoded(data))
    except (Refused, Unreadable) as problem:
        drawer.notes.append(f"{problem}: not read.")
        return False
    drawer.files[module], drawer.names[module] = made.text, name
    if made.floors:
        drawer.floors.append(module)
    return True


def _imports(text: str) -> Iterator[tuple[str, list[str]]]:
    """Iterate over (module, names that are imported from it)."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name for alias in node.names]
            if node.module:
                yield node.module, names
            yield from (
                (f"{node.module}.{name}" if node.module else name, []) for name in names if name != "*"
            )


def unreadable_name(name: str) -> str:
    """Return a file's name as a message may show it."""
    return shown(name)
