"""Results for a terminal."""

import itertools
import textwrap
from dataclasses import replace

from ..results import COULD_NOT_CHECK, FAILED, PASSED, totals

WORDS = {PASSED: "passed", FAILED: "not yet", COULD_NOT_CHECK: "not checked"}
WIDTH, LEFT = 100, 13


def render(results, command='check("{}", seed={})'):
    """All results, question by question, and the points; `command` shows a failure again."""
    groups = [list(group) for _, group in itertools.groupby(results, key=lambda r: r.question)]
    lines = [line for group in groups for line in _question(group, command)]
    if len(groups) > 1:
        lines.append(score(results))
    return "\n".join(lines)


def score(results):
    return "{} of {} points".format(*map(number, totals(results)))


def _question(results, command):
    yield f"{results[0].question:<{WIDTH - 18}}{score(results):>18}"
    for result, message in said_once(results):
        points = f"{number(result.points)} / {number(result.max_points)}"
        first, *rest = textwrap.wrap(result.sentence, WIDTH - LEFT - 10)
        yield f"{WORDS[result.status]:<{LEFT}}{first:<{WIDTH - LEFT - 8}}{points:>8}"
        yield from (" " * LEFT + line for line in rest)
        for line in message.splitlines():
            yield from _wrapped(line)
        if result.hint:
            yield from _wrapped(f"Hint: {result.hint}")
        yield from itertools.chain.from_iterable(_wrapped(f"Remark: {remark}") for remark in result.remarks)
        if again := try_again(result, command):
            yield from _wrapped(f"Try it: {again}")


def said_once(results):
    """(result, message) of one question; what was said already is not said again.

    A question that is not written at all is one line: its first result stands for all.
    """
    if all(not r.points for r in results) and results[0].unwritten:
        return [(_whole(results), results[0].message)]
    seen, pairs = set(), []
    for result in results:
        repeated = result.message in seen and result.status == FAILED
        pairs.append((result, "The same as above." if repeated else result.message))
        seen.add(result.message)
    return pairs


def _whole(results):
    return replace(results[0], max_points=totals(results)[1], sentence="This question is still before you.", remarks=())


def _wrapped(line):
    return textwrap.wrap(line, WIDTH, initial_indent=" " * LEFT, subsequent_indent=" " * LEFT, replace_whitespace=False)


def try_again(result, command='check("{}", seed={})'):
    """The call that shows this failure again, if its draw is public."""
    if result.status != FAILED or result.seed is None or result.unwritten:
        return None
    return command.format(result.question, result.seed)


def number(points):
    return f"{points:g}"
