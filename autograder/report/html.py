"""Results for a notebook: one quiet table, readable in light and in dark, by eye and by screen reader."""

import itertools
from html import escape

from ..results import COULD_NOT_CHECK, FAILED, PASSED
from . import heat
from .text import number, said_once, score, try_again

STYLE = """
.w2v-check { border-collapse: collapse; font-family: var(--jp-ui-font-family, sans-serif); font-size: 13px; max-width: 60em; }
.w2v-check td, .w2v-check th, .w2v-check caption { text-align: left !important; vertical-align: top; padding: 4px 12px 4px 0; }
.w2v-check td.w2v-points { text-align: right !important; white-space: nowrap; }
.w2v-check caption { caption-side: bottom; font-weight: 600; color: inherit; }
.w2v-check tr { background: transparent !important; border-top: 1px solid rgba(128, 128, 128, .3); }
.w2v-check .w2v-mark { white-space: nowrap; font-weight: 600; border-left: 4px solid; padding-left: 8px; }
.w2v-passed { border-color: #0a7d6c !important; } .w2v-failed { border-color: #d55e00 !important; }
.w2v-could-not-check { border-color: #8a8a8a !important; }
.w2v-check pre { margin: 4px 0; font-size: 12px; white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; background: transparent; color: inherit; }
.w2v-after { margin: 6px 0 !important; font-size: 13px; background: transparent !important; color: inherit; white-space: pre-wrap; }
.w2v-check .w2v-hint { margin: 4px 0; padding: 4px 8px; border-left: 3px solid #0072b2; }
"""
WORDS = {PASSED: "✓ passed", FAILED: "✗ not yet", COULD_NOT_CHECK: "– not checked"}


def render(results, after=""):
    """The results of a call of `check` as one table; `after` is said below it."""
    groups = [list(group) for _, group in itertools.groupby(results, key=lambda r: r.question)]
    rows = []
    for group in groups:
        if len(groups) > 1:
            rows.append(f'<tr><th colspan="3">{escape(group[0].question)}</th></tr>')
        rows += [_row(result, message) for result, message in said_once(group)]
    return f'<style>{STYLE}</style><table class="w2v-check"><caption>{score(results)}</caption>{"".join(rows)}</table>{_after(after)}'


def _after(said):
    return f'<pre class="w2v-after">{escape(said)}</pre>' if "\n" in said else f'<div class="w2v-after">{escape(said)}</div>' if said else ""


def _row(result, message):
    return (
        f'<tr><td class="w2v-mark w2v-{result.status}">{WORDS[result.status]}</td>'
        f"<td>{escape(result.sentence)}{_details(result, message)}</td>"
        f'<td class="w2v-points">{number(result.points)} / {number(result.max_points)}</td></tr>'
    )


def _details(result, message):
    parts = []
    if message:
        parts.append(f"<pre>{escape(message)}</pre>")
    if result.picture:
        parts.append(heat.svg(result.picture))
    if result.hint:
        parts.append(f'<div class="w2v-hint">Hint: {escape(result.hint)}</div>')
    parts += [f"<div>Remark: {escape(remark)}</div>" for remark in result.remarks]
    if (again := try_again(result)) is not None:
        parts.append(f"<div>Try it: <code>{escape(again)}</code></div>")
    return "".join(parts)
