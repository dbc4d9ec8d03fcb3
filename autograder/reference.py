"""The reference package and the wrong implementations, for those who have `solutions/` (never students)."""

import contextlib
import hashlib
import importlib.util
import inspect
import pathlib
import sys
from dataclasses import dataclass

from .sandbox import _course
from .sandbox.in_process import InProcess

NAME = "w2v_reference"


def load(solutions):
    """The package in `solutions`/w2v_lib, under a name of its own, which no student's package has."""
    folder = pathlib.Path(solutions).resolve() / "w2v_lib"
    name = f"{NAME}_{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, folder / "__init__.py", submodule_search_locations=[str(folder)])
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


class Library(InProcess):
    """A caller for a package, or any object with the functions, that is loaded already."""

    def __init__(self, library):
        self.folder, self.library = pathlib.Path(library.__file__).parent.parent, library
        self.name, self.course_functions = _course.LIBRARY, _course.functions()
        self.begin()


@dataclass(frozen=True)
class Misconception:
    """A wrong implementation of one function, and what to say to whoever wrote it."""

    id: str
    question: str
    target: str  # the function it stands in for
    hint: str
    source: str
    library: object  # the reference with this function in place of the right one


class _With:
    """The reference with one function replaced; its other functions still call the right one."""

    def __init__(self, package, name, function):
        self.__file__, self.__name__ = package.__file__, package.__name__
        self._package = package
        setattr(self, name, function)

    def __getattr__(self, name):
        return getattr(self._package, name)


def misconceptions(solutions):
    """All of them, from `solutions`/misconceptions/*.py, in the order of the files."""
    package, found = load(solutions), []
    with _known_as_reference(package):
        for path in sorted((pathlib.Path(solutions) / "misconceptions").glob("*.py")):
            spec = importlib.util.spec_from_file_location(f"{package.__name__}.misconceptions_{path.stem}", path)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            found += [_made(f, package) for f in vars(module).values() if hasattr(f, "misconception")]
    return found


@contextlib.contextmanager
def _known_as_reference(package):
    """While this lasts, `import w2v_reference` means this package."""
    for path in pathlib.Path(package.__file__).parent.glob("*.py"):
        if path.stem in (*package.WRITTEN_BY_YOU, "checkpoints"):
            importlib.import_module(f"{package.__name__}.{path.stem}")
    names = [name for name in sys.modules if name.split(".")[0] == package.__name__]
    aliases = {name.replace(package.__name__, NAME, 1): sys.modules[name] for name in names}
    sys.modules.update(aliases)
    try:
        yield
    finally:
        for name in aliases:
            del sys.modules[name]


def _made(function, package):
    question, target, hint = function.misconception
    source = inspect.getsource(function)
    body = source[source.index("def ") :].replace(f"def {function.__name__}(", f"def {target}(", 1)
    id = function.__name__.replace("_", "-")
    return Misconception(id, question, target, hint, body, _With(package, target, function))


def misconception(question, target, hint):
    """Marks a function as a wrong `target`; `hint` names the idea that is missing, not the fix."""

    def mark(function):
        function.misconception = (question, target, hint)
        return function

    return mark
