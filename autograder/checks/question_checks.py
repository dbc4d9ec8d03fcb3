"""Read a question's file of checks: the checks, its probe, its small calls, what its functions return.

A course has one such file for each question with code, public/checks/<question>.py (a dash in the id is an
underscore in the name). docs/adding-a-question.md shows what it holds.
"""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol, cast

from autograder.course import Course, CourseError, Question

from .draw import Draw
from .interface import Interface, Signature

Call = tuple[str, tuple[Any, ...]]  # (function, arguments)
Probe = tuple[str, tuple[Any, ...], str | None, dict[str, Any]]  # and: through, options


class Check(Protocol):
    """A check: a function (student, expected, draw) whose docstring is the sentence that students read.

    `student` and `expected` answer the same calls: the first is the submission, the second knows what is
    right.
    """

    __name__: str
    __doc__: str | None
    question: str
    after: tuple["Check", ...]
    needs: tuple[str, ...] | None

    def __call__(self, student: Any, expected: Any, draw: Draw) -> None: ...


def check(
    question: str, after: Check | Sequence[Check] = (), needs: Sequence[str] | None = None
) -> Callable[[Callable[..., None]], Check]:
    """Mark a function as a check of a question.

    `after` names checks of the question that must pass before it, `needs` other questions whose functions it
    builds on (None: all that the catalogue names).
    """

    def mark(function: Callable[..., None]) -> Check:
        marked = cast(Check, function)
        marked.question = question
        marked.after = tuple(after) if isinstance(after, Sequence) else (after,)
        marked.needs = None if needs is None else tuple(needs)
        return marked

    return mark


@dataclass(frozen=True)
class QuestionChecks:
    """Hold what a question's file says.

    checks: by name, in the order of the file.
    probe: Draw -> calls that tell misconceptions apart.
    small: calls with plain numbers, from the smallest on.
    situations: Draw -> {situation: calls}, "usual" first, to say what of a wrong answer is right.
    wrong_only_in: {situation: the sentence for an answer that is wrong in it alone}.
    sizes: arguments of a call -> {letter: size}, to say by which size something is multiplied or divided.
    tolerance: how far two outputs may be apart that count as the same, relative to their size.
    """

    checks: dict[str, Check]
    probe: Callable[[Draw], Iterable[tuple[Any, ...]]]
    small: Sequence[Call]
    situations: Callable[[Draw], dict[str, list[Call]]]
    wrong_only_in: Mapping[str, str]
    sizes: Callable[..., Mapping[str, int]]
    outputs: Mapping[str, tuple[str, ...]]
    slopes: Mapping[str, str]
    rows: Mapping[str, Mapping[str, str]]
    tolerance: float


def module_of(question: str) -> str:
    """Return the name of a question's module in the public part."""
    return f"checks.{question.replace('-', '_')}"


@functools.cache
def checks_of(course: Course, id: str) -> QuestionChecks:
    """Read the file of a question with code.

    Raises CourseError, which names the file and what belongs in it.
    """
    question, name = course.catalogue[id], module_of(id)
    file = f"public/{name.replace('.', '/')}.py"
    if not course.has(name):
        raise CourseError(f"{id} has checks in the catalogue, but there is no {file}: write them there")
    module = course.public(name)
    checks = {f.__name__: f for f in vars(module).values() if getattr(f, "question", None) == id}
    for name in question.checks:
        if name not in checks:
            raise CourseError(f"{id} has a check {name} in the catalogue that {file} does not define")
    for name in checks:
        if name not in question.checks:
            raise CourseError(f"{file} defines a check {name} to which the catalogue gives no points")
    if not hasattr(module, "probe"):
        raise CourseError(f"{file} defines no probe(draw): calls by which wrong answers are told apart")
    return _read(module, checks, question)


@functools.lru_cache(maxsize=32)
def probes_of(course: Course, question: str, key: str = "probe") -> list[Probe]:
    """Return a question's probe as calls: (function, arguments, through, options).

    Whoever makes the calls works on copies: every misconception gets the same ones.
    """
    calls: list[Probe] = []
    for function, arguments, *rest in checks_of(course, question).probe(Draw(key, question)):
        through, options = rest or (None, {})
        calls.append((function, arguments, through, options))
    return calls


def _read(module: ModuleType, checks: dict[str, Check], question: Question) -> QuestionChecks:
    outputs = {function: (function,) for function in question.functions}
    return QuestionChecks(
        checks={name: checks[name] for name in question.checks},
        probe=module.probe,
        small=getattr(module, "SMALL", ()),
        situations=getattr(module, "situations", lambda draw: {}),
        wrong_only_in=getattr(module, "WRONG_ONLY_IN", {}),
        sizes=getattr(module, "sizes", lambda *arguments: {}),
        outputs=outputs | getattr(module, "OUTPUTS", {}),
        slopes=getattr(module, "SLOPES", {}),
        rows=getattr(module, "ROWS", {}),
        tolerance=getattr(module, "TOLERANCE", 1e-7),
    )


def interface_of(course: Course, arguments: Mapping[str, Sequence[str]]) -> Interface:
    """Return the Signature of every function that the course asks for.

    `arguments`: {function: names of its arguments}.
    """
    found = {}
    for question in course.catalogue.checked:
        read = checks_of(course, question.id)
        for function in question.functions:
            names = tuple(arguments.get(function, ()))
            found[function] = Signature(names, read.outputs[function], read.slopes, read.rows)
    return found
