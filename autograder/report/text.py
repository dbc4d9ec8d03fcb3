"""Results for a terminal."""

import textwrap

from ..results import COULD_NOT_CHECK, FAILED, PASSED, totals

MARKS = {PASSED: "pass", FAILED: "FAIL", COULD_NOT_CHECK: " -- "}
WIDTH = 100


def render(results):
    """All results, question by question, and the points."""
    lines = []
    for result in results:
        lines += _result(result)
    points, max_points = totals(results)
    return "\n".join([*lines, f"{number(points)} of {number(max_points)} points"])


def _result(result):
    score = f"{number(result.points)} / {number(result.max_points)}"
    head = f"{MARKS[result.status]}  {result.question}"
    yield from _columns(head, result.sentence, score)
    for line in result.message.splitlines():
        yield from _wrapped(line)
    if result.hint:
        yield from _wrapped(f"Hint: {result.hint}")
    for remark in result.remarks:
        yield from _wrapped(f"Remark: {remark}")
    if (again := try_again(result)) is not None:
        yield from _wrapped(f"Try it: {again}")


def _columns(head, sentence, score):
    left = max(26, len(head) + 2)
    first, *rest = textwrap.wrap(sentence, WIDTH - left - 8) or [""]
    yield f"{head:<{left}}{first:<{WIDTH - left - 8}}{score:>8}"
    yield from (" " * left + line for line in rest)


def _wrapped(line):
    return textwrap.wrap(line, WIDTH, initial_indent="      ", subsequent_indent="      ", replace_whitespace=False)


def try_again(result):
    """The call that shows this failure again, if its draw is public."""
    if result.status != FAILED or result.seed is None or "not written yet" in result.message:
        return None
    return f'check("{result.question}", seed={result.seed})'


def number(points):
    return f"{points:g}"
