"""What is expected: the reference itself when grading, a table recorded at release in the notebook."""

import inspect
import json
import pathlib
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np

from autograder.course import Course, CourseError
from autograder.sandbox.caller import Caller, CannotCheck, StudentError

TABLE = "expected.json"  # in the released library
SEEDS = (0, 1, 2)  # the public draws
STALE = (
    "its expected values were recorded for another version of the checks: "
    "get {}/expected.json of the newest release"
)


class Expected(Protocol):
    """Answer the calls of a check with what is right."""

    def call(
        self,
        function: str,
        *arguments: Any,
        through: str | None = None,
        options: dict[str, Any] | None = None,
    ) -> Any: ...


class Oracle(Protocol):
    """Know what is expected. `arguments`: {function: names of its arguments}."""

    @property
    def arguments(self) -> Mapping[str, tuple[str, ...]]: ...

    def expected(self, question: str, check: str, seed: int) -> Expected: ...


class BrokenReference(CourseError):
    """The course's own solution fails: nothing can be graded until it is fixed."""

    @classmethod
    def of(cls, problem: StudentError, called: str = "") -> "BrokenReference":
        """Say what the reference raised, in which function (the one that was called, if known), and where."""
        name = called or problem.function
        function = f"'s {name}" if name else ""
        place = f" ({problem.file}, line {problem.line})" if problem.file else ""
        return cls(f"the reference{function} raised {problem.kind}: {problem.text}{place}")


class Reference:
    """Answer by calling the reference."""

    def __init__(self, caller: Caller, course: Course) -> None:
        self.caller = caller
        self.arguments = {
            function: _arguments(caller, function)
            for question in course.catalogue
            for function in question.functions
        }

    def expected(self, question: str, check: str, seed: int) -> Expected:
        return self

    def call(
        self,
        function: str,
        *arguments: Any,
        through: str | None = None,
        options: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return self.caller.call(function, arguments, through, options).value
        except StudentError as problem:  # ours, not a student's
            raise BrokenReference.of(problem, function) from problem


def _arguments(caller: Any, function: str) -> tuple[str, ...]:
    return tuple(inspect.signature(getattr(caller.library, function)).parameters)


class Recording(Reference):
    """A reference that writes down its answers, call by call: they make the table."""

    def expected(self, question: str, check: str, seed: int) -> Expected:
        self.entries: list[dict[str, Any]] = []
        return self

    def call(
        self,
        function: str,
        *arguments: Any,
        through: str | None = None,
        options: dict[str, Any] | None = None,
    ) -> Any:
        value = super().call(function, *arguments, through=through, options=options)
        self.entries.append({"for": fingerprint(arguments), "value": plain(value)})
        return value


class Table:
    """Answer from what was recorded at release. Only the public draws are in it."""

    def __init__(self, path: pathlib.Path) -> None:
        try:
            self.content: dict[str, Any] = json.loads(path.read_text("utf-8"))
            self.arguments = {name: tuple(names) for name, names in self.content["arguments"].items()}
        except (OSError, ValueError) as problem:
            raise CannotCheck(
                f"the table of expected values cannot be read ({problem}): get {path} from the release again"
            ) from None
        except KeyError:
            raise CannotCheck(STALE.format(path.parent.name)) from None
        self.path, self.library = path, path.parent.name

    def expected(self, question: str, check: str, seed: int) -> Expected:
        recorded = self.content["checks"].get(question, {}).get(check, {})
        if str(seed) not in recorded:
            raise CannotCheck(f"draw {seed} is not recorded; there are {', '.join(recorded) or 'none'}")
        return _Played(recorded[str(seed)], self.library)


class _Played:
    """Play recorded answers back, in order."""

    def __init__(self, entries: Iterable[dict[str, Any]], library: str) -> None:
        self.entries, self.library = iter(entries), library

    def call(
        self,
        function: str,
        *arguments: Any,
        through: str | None = None,
        options: dict[str, Any] | None = None,
    ) -> Any:
        entry = next(self.entries, None)
        if entry is None or not np.isclose(entry["for"], fingerprint(arguments), rtol=1e-6, atol=1e-6):
            raise CannotCheck(STALE.format(self.library))
        return entry["value"]


def fingerprint(value: Any) -> float:
    """Return a number that tells inputs apart, and that rounding on another machine hardly moves."""
    if isinstance(value, (list, tuple)):
        return float(sum((i + 1) * fingerprint(item) for i, item in enumerate(value)))
    if isinstance(value, dict):
        return fingerprint(list(value.values()))
    if isinstance(value, (np.ndarray, int, float)):
        flat = np.asarray(value, dtype=float).ravel()
        return float(np.sum(flat * np.cos(np.arange(flat.size))))
    return 0.0


def plain(value: Any) -> Any:
    """Return the value as JSON: arrays as lists, to the last bit."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return np.asarray(value).tolist() if isinstance(value, (np.ndarray, np.generic)) else value
