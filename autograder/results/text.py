"""Results for a terminal."""

import itertools
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .result import COULD_NOT_CHECK, FAILED, PASSED, Result, totals
from .words import number

WORDS = {PASSED: "passed", FAILED: "not yet", COULD_NOT_CHECK: "not checked"}
NOT_WRITTEN = "not written"
WIDTH, LEFT = 100, 13  # columns of a line, and of its first word
POINTS = 8  # columns of "1 / 2"
IN_NOTEBOOK = 'check("{}", seed={})'  # the call that shows a failure again


def render(results: Sequence[Result], command: str = IN_NOTEBOOK) -> str:
    """Show all results, question by question, and the points; `command` shows a failure again."""
    groups = [list(group) for _, group in itertools.groupby(results, key=lambda r: r.question)]
    lines = [line for group in groups for line in _question(group, command)]
    if len(groups) > 1:
        lines.append(score(results))
    return "\n".join(lines)


def score(results: Sequence[Result]) -> str:
    """Write "3 of 4 points"."""
    points, most = totals(results)
    return f"{number(points)} of {number(most)} points"


def _question(results: list[Result], command: str) -> Iterator[str]:
    yield f"{results[0].question:<{WIDTH - 18}}{score(results):>18}"
    for result, message in said_once(results):
        points = f"{number(result.points)} / {number(result.max_points)}"
        first, *rest = textwrap.wrap(result.sentence, WIDTH - LEFT - POINTS - 2)
        word = NOT_WRITTEN if result.unwritten else WORDS[result.status]
        yield f"{word:<{LEFT}}{first:<{WIDTH - LEFT - POINTS}}{points:>{POINTS}}"
        yield from (" " * LEFT + line for line in rest)
        for line in _about(result, message, command):
            yield from _wrapped(line)


def _about(result: Result, message: str, command: str) -> Iterator[str]:
    yield from message.splitlines()
    if result.hint:
        yield f"Hint: {result.hint}"
    yield from (f"Remark: {remark}" for remark in result.remarks)
    if again := try_again(result, command):
        yield f"Try it: {again}"


def said_once(results: Sequence[Result]) -> list[tuple[Result, str]]:
    """Return (result, message) of one question's results; do not say the same message twice.

    A question that is not written at all is one line: its first result stands for all.
    """
    if results[0].unwritten and not any(r.points for r in results):
        return [(_whole(results), results[0].message)]
    seen: set[str] = set()
    pairs = []
    for result in results:
        repeated = result.message in seen and result.status == FAILED
        pairs.append((result, "The same as above." if repeated else result.message))
        seen.add(result.message)
    return pairs


def _whole(results: Sequence[Result]) -> Result:
    most = totals(results)[1]
    return replace(results[0], max_points=most, sentence="This question is still before you.", remarks=())


def _wrapped(line: str) -> list[str]:
    indent = " " * LEFT
    return textwrap.wrap(
        line, WIDTH, initial_indent=indent, subsequent_indent=indent, replace_whitespace=False
    )


def try_again(result: Result, command: str = IN_NOTEBOOK) -> str | None:
    """Return the call that shows this failure again, if its draw is public."""
    if result.status != FAILED or result.seed is None or result.unwritten:
        return None
    return command.format(result.question, result.seed)
