"""What pyproject.toml declares, what the code imports, and which distribution brings which module."""

import ast
import importlib.metadata
import json
import pathlib
import sys
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SELF = canonicalize_name(PROJECT["name"])
EXTRAS = PROJECT["optional-dependencies"]
LISTS = {"student": [*PROJECT["dependencies"], *EXTRAS["lab"]], **EXTRAS}
SHARED = {  # folders whose modules another folder's files import by their names
    "tests": ["tests"],
    "benchmarks": ["tests"],
    "scripts": ["tests", "benchmarks", "docs/site"],
}
OURS = {"autograder", "w2v_lib", "reference"}  # `reference` is how a misconception names the library


def names(requirements: list[str]) -> set[str]:
    """Return the names of the distributions that are required, in their canonical spelling."""
    return {canonicalize_name(Requirement(requirement).name) for requirement in requirements}


def listed(name: str) -> set[str]:
    """Return the distributions of one list of pyproject.toml alone."""
    return names(LISTS[name]) - {SELF}


def declared(name: str) -> set[str]:
    """Return the distributions of a list of pyproject.toml and of the lists that it includes."""
    found = listed("student") | listed(name)
    for requirement in map(Requirement, LISTS[name]):
        if canonicalize_name(requirement.name) == SELF:
            found |= set().union(*map(declared, requirement.extras))
    return found


def installed_with(name: str) -> set[str]:
    """Return the distributions that a list brings here: the declared ones and all that they require."""
    return required_by(*declared(name))


def required_by(*distributions: str) -> set[str]:
    """Return these distributions and all that they require on this machine."""
    found, waiting = set(), [(distribution, "") for distribution in distributions]
    while waiting:
        distribution, extra = waiting.pop()
        if (distribution, extra) not in found:
            found.add((distribution, extra))
            waiting += _required(distribution, extra)
    return {distribution for distribution, _ in found}


def _required(distribution: str, extra: str) -> list[tuple[str, str]]:
    """Return (distribution, extra) of all that a distribution requires on this machine."""
    wanted = map(Requirement, importlib.metadata.requires(distribution) or [])
    here = [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": extra})]
    return [(canonicalize_name(one.name), extra) for one in here for extra in ("", *one.extras)]


def homes() -> dict[str, set[str]]:
    """Return the distributions that install each top-level module of this environment."""
    found = importlib.metadata.packages_distributions()
    return {module: set(map(canonicalize_name, places)) for module, places in found.items()}


def third_party(path: pathlib.Path) -> set[str]:
    """Return the top-level modules that a file imports and that are neither Python's nor this project's."""
    found = set()
    for node in ast.walk(ast.parse(_code(path), path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.split(".")[0])
    shared = [SHARED[part] for part in path.parts if part in SHARED]
    folders = {path.parent, *(ROOT / folder for some in shared for folder in some)}
    beside = {neighbor.stem for folder in folders for neighbor in folder.iterdir()}
    return found - sys.stdlib_module_names - OURS - beside


def _code(path: pathlib.Path) -> str:
    """Return the Python text of a file or a notebook; what is for IPython alone is left out."""
    text = path.read_text("utf-8")
    if path.suffix != ".ipynb":
        return text
    cells = ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    lines = "\n".join(cell for cell in cells if not cell.startswith("%%")).splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!")))
