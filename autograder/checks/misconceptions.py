"""The course's misconceptions: wrong implementations, each with the sentence that explains it."""

import importlib.util
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from autograder.course import Course

from .reference import known_as_reference, load


@dataclass(frozen=True)
class Misconception:
    """A wrong implementation of the function `target`, and the hint for whoever wrote it.

    `source` is its text under the target's name; `library` is the reference with it in place of the right
    function.
    """

    id: str
    question: str
    target: str
    hint: str
    source: str
    library: Any


def misconception(
    question: str, target: str, hint: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a function as a wrong `target`; `hint` names the idea that is missing, not the fix."""

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        function.misconception = (question, target, hint)  # type: ignore[attr-defined]
        return function

    return mark


def misconceptions(course: Course) -> list[Misconception]:
    """Return the course's misconceptions, from misconceptions/*.py, in the order of the files."""
    package = load(course)
    found: list[Misconception] = []
    with known_as_reference(package, course):
        for path in sorted((course.folder / "misconceptions").glob("*.py")):
            spec = importlib.util.spec_from_file_location(
                f"{package.__name__}.misconceptions_{path.stem}", path
            )
            assert spec is not None and spec.loader is not None  # the path has a loader: it ends in .py
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            found += [_made(f, package) for f in vars(module).values() if hasattr(f, "misconception")]
    return found


def _made(function: Any, package: ModuleType) -> Misconception:
    question, target, hint = function.misconception
    source = inspect.getsource(function)
    body = source[source.index("def ") :].replace(f"def {function.__name__}(", f"def {target}(", 1)
    id = function.__name__.replace("_", "-")
    return Misconception(id, question, target, hint, body, _With(package, target, function))


class _With:
    """The reference with one function replaced; its other functions still call the right one."""

    def __init__(self, package: ModuleType, name: str, function: Callable[..., Any]) -> None:
        self.__file__, self.__name__ = package.__file__, package.__name__
        self._package = package
        setattr(self, name, function)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._package, name)
