"""Results for a notebook: one quiet table, readable in light and in dark, by eye and by screen reader."""

import itertools
from collections.abc import Sequence

from markupsafe import Markup

from . import heat
from .pages import page
from .result import COULD_NOT_CHECK, FAILED, PASSED, Result
from .text import said_once, score, try_again

NOT_WRITTEN = "– not written yet"
STYLES = "results.css"
MARKS = {PASSED: "✓ passed", FAILED: "✗ not yet", COULD_NOT_CHECK: "– not checked"}


def render(results: Sequence[Result], after: str = "", is_styled: bool = True) -> str:
    """Show the results of a call of `check` as one table; `after` is said below it.

    is_styled: with the styles, which a page with many tables has once (STYLES).
    """
    groups = [list(group) for _, group in itertools.groupby(results, key=lambda r: r.question)]
    shown = [[_shown(result, message) for result, message in said_once(group)] for group in groups]
    return page("results.html", groups=shown, score=score(results), after=after, is_styled=is_styled)


def _shown(result: Result, message: str) -> dict[str, object]:
    picture = Markup(heat.svg(result.picture)) if result.picture else ""
    mark, kind = MARKS[result.status], result.status
    if result.unwritten:  # nothing is wrong yet
        mark, kind = NOT_WRITTEN, COULD_NOT_CHECK
    shown: dict[str, object] = {"mark": mark, "kind": kind, "again": try_again(result)}
    return shown | {"result": result, "message": message, "picture": picture}
