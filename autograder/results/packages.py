"""Packages: what Python's the engine requires; what the system's are called, and what installs them here."""

import functools
import importlib.metadata
import pathlib
import re
import shutil

PACKAGE = "w2v-autograder"
NAME = re.compile(r"[\w.-]+")  # of a package, at the beginning of what requires it
TABLE = pathlib.Path(__file__).with_name("system-packages.txt")
INSTALL = {  # program that installs packages, the columns of the table: the line that calls it
    "apt-get": "sudo apt-get install",
    "dnf": "sudo dnf install",
    "brew": "brew install",
}
NONE = "-"


@functools.cache
def names() -> dict[str, dict[str, str]]:
    """Return {part: {program that installs packages: what the part is called there}}."""
    lines = [line.split() for line in TABLE.read_text("utf-8").splitlines() if line.strip()]
    return {
        part: {program: name for program, name in zip(INSTALL, called, strict=True) if name != NONE}
        for part, *called in lines
        if part != "#"
    }


def how_to_get(*parts: str) -> str:
    """Return the line that installs these parts on this machine, or how they are called elsewhere."""
    program = next((program for program in INSTALL if shutil.which(program)), None)
    if program is None:
        called = " ".join(names()[part]["apt-get"] for part in parts)
        return f"install with your system's own program (Debian's names): {called}"
    return f"{INSTALL[program]} {' '.join(names()[part].get(program, part) for part in parts)}"


def required(extra: str = "") -> list[str]:
    """Return the names of the packages that this one requires, or an extra of it."""
    lines = importlib.metadata.requires(PACKAGE) or []
    wanted = [line for line in lines if ("extra ==" in line) == bool(extra)]
    if extra:
        wanted = [line for line in wanted if re.search(rf"extra == ['\"]{extra}['\"]", line)]
    return [match[0] for match in map(NAME.match, wanted) if match]
