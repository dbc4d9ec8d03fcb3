"""Make the table that students' checks compare with.

The reference and every misconception are run on the public draws.
"""

import json
import math
import pathlib
from typing import Any

from autograder.checks.diagnosis import consistency, hints, parts, smallest
from autograder.checks.diagnosis.consistency import in_a_row
from autograder.checks.draw import Draw
from autograder.checks.failures import Failed
from autograder.checks.misconceptions import misconceptions
from autograder.checks.oracle import SEEDS, BrokenReference, Recording
from autograder.checks.question_checks import checks_of, interface_of
from autograder.checks.reference import Library, reference_of
from autograder.checks.shares import shares_of
from autograder.checks.student import Student
from autograder.course import Course
from autograder.sandbox.caller import StudentError

AGREEMENT = 1e-9  # relative: how far another processor may round a number elsewhere


def table(course: Course) -> dict[str, Any]:
    """Return the table, to be written as JSON: values, hints and nothing that could be run.

    Raises BrokenReference where the reference gives no answer, or fails its own checks.
    """
    try:
        return _table(course)
    except StudentError as problem:
        raise BrokenReference.of(problem) from problem


def _table(course: Course) -> dict[str, Any]:
    reference = reference_of(course)
    recording = Recording(reference, course)
    shares = shares_of(course)
    interface = interface_of(course, recording.arguments)
    ids = [question.id for question in course.catalogue.checked]
    right = {id: consistency.wanted(course, id, reference) for id in ids}
    content: dict[str, Any] = {
        "generated_by": "w2v release, from solutions/: values for the public draws, no code",
        "arguments": {function: list(names) for function, names in recording.arguments.items()},
        "checks": {id: _recorded(course, id, recording) for id in ids},
        "misconceptions": {id: [] for id in ids},
        "small": {id: smallest.wanted(course, id, reference) for id in ids},
        "consistency": right,
        "shares": {
            id: parts.wanted(in_a_row(consistency.calls(course, id)), in_a_row(right[id]), shares, interface)
            for id in ids
        },
        "right": {id: hints.outputs(course, id, reference) for id in ids},
    }
    for wrong in misconceptions(course):
        outputs = hints.outputs(course, wrong.question, Library(wrong.library, course))
        content["misconceptions"][wrong.question].append(
            {"id": wrong.id, "hint": wrong.hint, "outputs": outputs}
        )
    return content


def _recorded(course: Course, question: str, recording: Recording) -> dict[str, dict[str, Any]]:
    """Let the reference take the checks itself; return {check: {seed: its answers}}."""
    interface = interface_of(course, recording.arguments)
    found: dict[str, dict[str, Any]] = {}
    for name, check in checks_of(course, question).checks.items():
        found[name] = {}
        for seed in SEEDS:
            recording.expected(question, name, seed)
            try:
                check(Student(recording.caller, interface), recording, Draw("public", question, name, seed))
            except Failed as problem:
                said = f"the reference fails {name} of {question}: {problem.found}"
                raise BrokenReference(said) from problem
            found[name][str(seed)] = recording.entries
    return found


def settled(made: Any, stored: Any) -> Any:
    """Return `made` with every number of `stored` that it agrees with.

    So another processor writes the same bytes.
    """
    if isinstance(made, dict) and isinstance(stored, dict):
        return {key: settled(value, stored.get(key)) for key, value in made.items()}
    if isinstance(made, list) and isinstance(stored, list) and len(made) == len(stored):
        return _settled_list(made, stored)
    if isinstance(made, float) and isinstance(stored, float) and _agree(made, stored, abs(made)):
        return stored
    return made


def _settled_list(made: list[Any], stored: list[Any]) -> list[Any]:
    """Settle a list; numbers in one list belong together, so the largest tells how far each may be off."""
    numbers = [abs(value) for value in made if isinstance(value, float) and math.isfinite(value)]
    scale = max(numbers, default=0.0)

    def settle(new: Any, old: Any) -> Any:
        both = isinstance(new, float) and isinstance(old, float)
        return old if both and _agree(new, old, scale) else settled(new, old)

    return [settle(new, old) for new, old in zip(made, stored, strict=True)]


def _agree(made: float, stored: float, scale: float) -> bool:
    if not (math.isfinite(made) and math.isfinite(stored)):
        return repr(made) == repr(stored)
    return abs(made - stored) <= AGREEMENT * max(scale, abs(made))


def written(content: dict[str, Any]) -> str:
    """Return the table as the text of a file."""
    return json.dumps(content, separators=(",", ":"), sort_keys=True) + "\n"


def stored(path: pathlib.Path) -> Any:
    """Return the table that a release holds already; None if there is none that can be read."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
