"""The reference package and the wrong implementations, for those who have `solutions/` (never students)."""

import importlib.util
import pathlib
import sys
from dataclasses import dataclass

from .callers import InProcess

NAME = "w2v_reference"


def load(solutions):
    """The package in `solutions`/w2v_lib, under a name that no student's package has."""
    folder = pathlib.Path(solutions).resolve() / "w2v_lib"
    loaded = sys.modules.get(NAME)
    if loaded and pathlib.Path(loaded.__file__).parent == folder:
        return loaded
    for name in [name for name in sys.modules if name.split(".")[0] == NAME]:
        del sys.modules[name]
    spec = importlib.util.spec_from_file_location(NAME, folder / "__init__.py", submodule_search_locations=[str(folder)])
    package = sys.modules[NAME] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    return package


class Library(InProcess):
    """A caller for a package, or any object with the functions, that is loaded already."""

    def __init__(self, library):
        self.folder, self.library, self.functions = pathlib.Path(library.__file__).parent.parent, library, {}


@dataclass(frozen=True)
class Misconception:
    """A wrong implementation of one function, and what to say to whoever wrote it."""

    id: str
    question: str
    target: str  # the function it stands in for
    hint: str
    function: object
    source: str

    @property
    def library(self):
        return _With(self)


class _With:
    """The reference, with one function replaced; its other functions use the replaced one not."""

    def __init__(self, misconception):
        self._misconception = misconception
        package = sys.modules[NAME]
        self.__file__, self.__name__ = package.__file__, package.__name__

    def __getattr__(self, name):
        if name == self._misconception.target:
            return self._misconception.function
        return getattr(sys.modules[NAME], name)


def misconceptions(solutions):
    """All of them, from solutions/…/misconceptions/*.py, in the order of the files."""
    load(solutions)
    found = []
    for path in sorted((pathlib.Path(solutions) / "misconceptions").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"{NAME}.misconceptions_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found += [_made(function) for function in vars(module).values() if hasattr(function, "misconception")]
    return found


def _made(function):
    import inspect

    question, target, hint = function.misconception
    source = inspect.getsource(function)
    body = source[source.index("def ") :].replace(f"def {function.__name__}(", f"def {target}(", 1)
    return Misconception(function.__name__.replace("_", "-"), question, target, hint, function, body)


def misconception(question, target, hint):
    """Marks a function as a wrong `target`; `hint` names the idea that is missing, not the fix."""

    def mark(function):
        function.misconception = (question, target, hint)
        return function

    return mark
