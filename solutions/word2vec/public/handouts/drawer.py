"""Read what lies in a drawer: the files that hold graded functions, and what these import. Nothing else."""

import ast
import dataclasses
import pathlib
import posixpath
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.intake import Refused

from .contract import FILES, year_of
from .conversion import Unreadable, source
from .finding import File, Reader, is_link, readers_of, text_of
from .finding import opened as opened_file

AT_HAND = frozenset(sys.stdlib_module_names) | {"numpy"}
OURS = ("softmax", "sigmoid", "sigmoid_grad", "normalizeRows")
"""What stands in where a file that it is imported from is not here."""
NOTHING = (
    "{} holds none of the handouts' files: no file of Python, notebook or archive in it defines a function "
    "that they ask for (softmax, sigmoid, skipgram, sgd, …)"
)
NUMBER = "{} functions of a handout as well; {} was graded, which has more of it."


@dataclass
class Drawer:
    """What is graded.

    files: {module: text in Python 3}. names: {module: its file}. homes: {graded function: module}.
    unwritten: functions that stand there as the starter had them. broken: {module: why it cannot be read}.
    floors: modules that divide whole numbers as Python 2 did. notes: what whoever reads the verdicts should
    know. texts: {function: its own text}. refused: files under the handouts' names that could not be read.
    absent: what the files import and what is not among them.
    """

    files: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    unwritten: list[str] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)
    floors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


def read(path: str) -> dict[str, object]:
    """Return the Drawer of a folder, a file or an archive, as data (limited). Raises Refused."""
    return dataclasses.asdict(_drawer(pathlib.Path(path)))


def _drawer(path: pathlib.Path) -> Drawer:
    readers, alone = readers_of(path)
    unread: dict[str, str] = {}
    opened: dict[str, File] = {}
    for name in sorted(readers, key=lambda name: (name.count("/"), name)):
        asked = name.endswith((".py", ".ipynb")) and alone in (None, name)
        if asked and (file := opened_file(name, readers[name], unread)) is not None:
            opened[name] = file
    homes = [file for file in opened.values() if file.functions]
    if not homes:
        links = [name for name, reader in readers.items() if is_link(reader)]
        unread |= {name: f"{name} is a link" for name in links}
        reasons = "; ".join([*unread.values()][:3])
        raise Refused(NOTHING.format(path.name) + (f". Not read: {reasons}" if reasons else ""))
    return _gathered(homes, opened, readers, unread)


def _gathered(
    homes: list[File], opened: Mapping[str, File], readers: Mapping[str, Reader], unread: Mapping[str, str]
) -> Drawer:
    """Return the drawer of the folder that has most of a handout."""
    folder = max(dict.fromkeys(file.folder for file in homes), key=lambda folder: _worth(folder, homes))
    drawer = Drawer()
    here = sorted((file for file in homes if file.folder == folder), key=_rank)
    named = {name for file in here for name in file.functions}
    is_old = year_of(named) == "2017" and any(file.source and file.source.python_2 for file in here)
    for file in here if is_old else ():
        if file.source and not file.source.python_2:
            file.source = source(file.name, file.text, beside_old=True)
    for file in here:
        taken = [function for function in file.functions if function not in drawer.homes]
        _add(drawer, file, taken)
    for file in here:
        twice = [function for function in file.functions if drawer.homes.get(function) != file.module]
        if twice:
            graded = drawer.names[drawer.homes[twice[0]]]
            drawer.notes.append(f"{file.name} defines {', '.join(twice)} as well; {graded} was graded.")
    _follow(drawer, folder, readers, is_old)
    elsewhere = sorted({file.name for file in homes if file.folder != folder} - set(drawer.names.values()))
    if elsewhere:
        first = f"{elsewhere[0]} and others define" if len(elsewhere) > 1 else f"{elsewhere[0]} defines"
        drawer.notes.append(NUMBER.format(first, folder or "the folder itself"))
    drawer.refused = [name for name in unread if posixpath.basename(name) in FILES]
    drawer.notes += [f"Not read: {reason}." for reason in unread.values()]
    converted = sorted(file.name for file in here if file.source and file.source.python_2)
    if converted:
        drawer.notes.insert(0, f"Converted from Python 2: {', '.join(converted)}.")
    return drawer


def _worth(folder: str, homes: list[File]) -> tuple[int, int, int]:
    """Return how much of a handout a folder has: functions written, functions, and how near it is."""
    files = [file for file in homes if file.folder == folder]
    written = {name for file in files for name, done in file.functions.items() if done}
    every = {name for file in files for name in file.functions}
    return len(written), len(every), -folder.count("/")


def _rank(file: File) -> tuple[bool, int, str]:
    """Order the files of a folder: written ones that can be read, under the handout's names, first."""
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


def _follow(drawer: Drawer, folder: str, readers: Mapping[str, Reader], is_old: bool) -> None:
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
            at = (f"{base}.py", f"{base}/__init__.py", posixpath.join(folder, wanted.split(".")[0]))
            path = next((path for path in at if path in readers), None)
            if path is not None and _adds(drawer, wanted, path, readers[path], is_old):
                waiting.append(wanted)
                continue
            if wanted not in drawer.absent and wanted.rpartition(".")[0] not in drawer.files:
                drawer.absent.append(wanted)
            lent = [name for name in names if name in OURS]
            if lent and path is None and "." not in wanted.removeprefix("utils."):
                stand = "stands" if len(lent) == 1 else "stand"
                file = f"{wanted.replace('.', '/')}.py"
                _note(drawer, f"{file} is not here: our {' and '.join(lent)} {stand} in.")


def _note(drawer: Drawer, said: str) -> None:
    """Say something once."""
    if said not in drawer.notes:
        drawer.notes.append(said)


def _adds(drawer: Drawer, module: str, name: str, reader: Reader, is_old: bool) -> bool:
    """Add an imported file; note why it cannot be read, and tell whether it was."""
    try:
        made = source(name, text_of(name, reader), is_old)
    except (Refused, Unreadable) as problem:
        _note(drawer, f"Not read: {problem}.")
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
