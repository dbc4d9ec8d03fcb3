"""Progress over the whole course, for a terminal and for a notebook."""

import itertools
from html import escape

from ..standing import BEGUN, DONE, OPEN, next_step
from .text import number

MARKS = {DONE: "✓", BEGUN: "◐", OPEN: "○"}
WIDTH = 20  # of a bar
STYLE = """
.w2v-progress { border-collapse: collapse; font-family: var(--jp-ui-font-family, sans-serif); font-size: 13px; }
.w2v-progress td, .w2v-progress th, .w2v-progress caption { text-align: left !important; padding: 2px 12px 2px 0; }
.w2v-progress tr { background: transparent !important; }
.w2v-progress td.w2v-points { text-align: right !important; white-space: nowrap; }
.w2v-progress caption { caption-side: bottom; font-weight: 600; color: inherit; padding-top: 6px; }
.w2v-progress .w2v-bar { width: 10em; height: .7em; border: 1px solid currentColor; border-radius: 2px; }
.w2v-progress .w2v-bar div { height: 100%; background: #0072b2; }
.w2v-progress .w2v-next { font-weight: 600; }
"""


def text(found):
    """One line a question, a bar a notebook."""
    lines = []
    for notebook, group in _by_notebook(found):
        lines.append(f"\n{notebook:<46}{_bar(group)}  {_points(group):>12}")
        lines += [f"  {MARKS[s.state]} {s.question.id:<30}{s.question.title[:48]:<50}{_of(s):>12}" for s in group]
    return "\n".join([*lines, "", *_summary(found)]).lstrip("\n")


def html(found):
    rows, first = [], next_step(found)
    for notebook, group in _by_notebook(found):
        share = 100 * _share(group)
        bar = f'<div class="w2v-bar" role="img" aria-label="{share:.0f} percent"><div style="width: {share:.0f}%"></div></div>'
        rows.append(f'<tr><th colspan="3">{escape(notebook)}</th><td>{bar}</td><td class="w2v-points">{_points(group)}</td></tr>')
        for s in group:
            mark = ' class="w2v-next"' if s is first else ""
            rows.append(
                f"<tr{mark}><td>{MARKS[s.state]} {s.state}</td><td><code>{escape(s.question.id)}</code></td>"
                f'<td colspan="2">{escape(s.question.title)}</td><td class="w2v-points">{_of(s)}</td></tr>'
            )
    summary = "<br>".join(map(escape, _summary(found)))
    return f'<style>{STYLE}</style><table class="w2v-progress"><caption>{summary}</caption>{"".join(rows)}</table>'


def _by_notebook(found):
    return [(name, list(group)) for name, group in itertools.groupby(found, key=lambda s: s.question.notebook)]


def _share(group):
    return sum(s.state == DONE for s in group) / len(group)


def _bar(group):
    full = round(WIDTH * _share(group))
    return "█" * full + "·" * (WIDTH - full)


def _points(group):
    return f"{number(sum(s.points for s in group))} of {number(sum(s.max_points for s in group))}"


def _of(step):
    """The program's points; for a text, whether there is one."""
    if step.max_points:
        return f"{number(step.points)} of {number(step.max_points)}"
    return "written" if step.written else ""


def _summary(found):
    first, waiting = next_step(found), sum(s.question.written for s in found)
    done = f"{sum(s.state == DONE for s in found)} of {len(found)} questions done"
    yield f"{done}; {_points(found)} points by the program, {number(waiting)} more are given by a person"
    if first is None:
        yield "All done."
    else:
        needs = f" It builds on {', '.join(first.question.needs)}." if first.question.needs else ""
        yield f"Next: {first.question.id}, in {first.question.notebook}.{needs}"
    yield "Notebooks are looked at as they were saved."
