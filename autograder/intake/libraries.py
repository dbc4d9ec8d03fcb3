"""Finds the library in a hand-in: the folder of its name, and modules that lie elsewhere."""

from collections.abc import Iterable, Mapping
from functools import partial

from .asked import Asked
from .choosing import Placed, best, plain, reason, twice
from .finding import Found
from .limits import shown

Homes = Mapping[str, list[Found]]
"""{folder: the modules in it}."""


def place_library(found: list[Found], asked: Asked, made: Placed) -> None:
    """Place the library's files below its name. Raises Refused."""
    home = _home(found, asked, made)
    if home is not None:
        prefix, named = f"{home}/" if home else "", _is_named(home, asked)
        for file in found:
            inside = file.path.removeprefix(prefix)
            belongs = named or ("/" not in inside and inside.endswith(".py"))
            if file.path.startswith(prefix) and belongs and not inside.endswith(".ipynb"):
                made.files.setdefault(f"{asked.library}/{inside}", file)
    for module in asked.student_files:
        _place_module(module, found, asked, made)


def _home(found: Iterable[Found], asked: Asked, made: Placed) -> str | None:
    """Return the folder of the library: of its name, or else one in which its modules are."""
    modules: dict[str, list[Found]] = {}
    for file in found:
        if file.name.endswith(".py"):
            modules.setdefault(file.folder, []).append(file)
    theirs = {home: files for home, files in modules.items() if _holds_modules(files, asked)}
    named = {home: files for home, files in modules.items() if _is_named(home, asked)}
    both = {home: files for home, files in named.items() if home in theirs}
    homes = both or theirs or named
    return _best_home(homes, asked, made) if homes else None


def _is_named(home: str, asked: Asked) -> bool:
    return plain(home.rpartition("/")[2]) == asked.library


def _holds_modules(files: Iterable[Found], asked: Asked) -> bool:
    return any(file.name in asked.student_files for file in files)


def _best_home(homes: Homes, asked: Asked, made: Placed) -> str:
    written = {home: sum(_is_written(asked, file) for file in files) for home, files in homes.items()}
    contents = {home: {(f.name, f.digest) for f in files} for home, files in homes.items()}
    times = {home: max(file.time for file in files) for home, files in homes.items()}
    worth = {home: (written[home], times[home], -home.count("/")) for home in homes}
    first, *others = sorted(sorted(homes), key=lambda home: worth[home], reverse=True)
    for other in others:
        if written[other] and not contents[other] <= contents[first]:
            why = reason(worth[first], worth[other])
            if why is None:
                raise twice(asked.library, first, other)
            said = f"{shown(first)} is read, not {shown(other)}, since {why}"
            made.notes.append(f"{asked.library} is there twice: {said}")
    if first.rpartition("/")[2] != asked.library and _is_named(first, asked):
        made.notes.append(f"{shown(first)} is read as {asked.library}")
    elif first.split("/").count(asked.library) > 1:
        made.notes.append(f"{asked.library} was in {shown(first)}")
    return first


def _is_written(asked: Asked, file: Found) -> bool:
    """Tell whether somebody wrote in a module of the assignment."""
    name = plain(file.name)
    text = (file.data or b"").decode("utf-8", "replace").replace("\r\n", "\n")
    return name in asked.student_files and text.strip() != asked.modules.get(name, "").strip()


def _place_module(module: str, found: Iterable[Found], asked: Asked, made: Placed) -> None:
    """Place a module that is elsewhere or has another name, where the library has none that is written."""
    place = f"{asked.library}/{module}"
    here = made.files.get(place)
    if here is not None and _is_written(asked, here):
        return
    alike = [file for file in found if file is not here and plain(file.name) == module]
    elsewhere = [file for file in alike if here is None or _is_written(asked, file)]
    if elsewhere:
        chosen = best(module, elsewhere, made, partial(_is_written, asked))
        made.files[place] = chosen
        if chosen.name != module or here is not None:
            made.notes.append(f"{shown(chosen.path)} is read as {place}")
